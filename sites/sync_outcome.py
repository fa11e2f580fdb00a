"""How a site's last sync ended, as its health is read from (design 8).

Whoever sees the end of a sync says it here: the worker that mirrored it, or the calls of a site
that is followed.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import DurationField
from django.utils import timezone

from sites.models import Site
from sites.site_facts import SiteFacts

LONGEST_CODE: Final = 60
# The usual time between two syncs is learnt from those that lie so far apart: less is a call that
# was made twice, more a night, a weekend or a power cut.
SHORTEST_GAP: Final = timedelta(seconds=5)
LONGEST_GAP: Final = timedelta(days=1)
# What a new gap counts beside all earlier ones.
WEIGHT: Final = 0.2

# Every sync of every site ends in this statement; see `sites.contact` for its form.
_DRAINED: Final = (
    "last_success_at = %s, last_success_duration = %s, usual_interval = %s,"
    " last_failure_code = '', last_failure_message = ''"
)
_FAILED: Final = "last_failure_code = %s, last_failure_message = %s"
_OF_SITE: Final = "UPDATE sites_site SET {columns} WHERE id = %s"
_WRITE_DRAINED: Final = _OF_SITE.format(columns=_DRAINED)
_WITHOUT_WAITING: Final = {
    "postgresql": " AND set_config('synchronous_commit', 'off', true) = 'off'"
}


def record_drained(facts: SiteFacts) -> None:
    """Keeps that the site has just taken all that waited for it, which ends its sync well.

    Nobody looked on, so that it is not known how long the sync took. One statement.
    """
    _, values = drained_columns(facts, timezone.now(), None)
    with connection.cursor() as cursor:
        statement = _WRITE_DRAINED + _WITHOUT_WAITING.get(connection.vendor, "")
        cursor.execute(statement, (*values, facts.id))


def drained_columns(
    facts: SiteFacts, now: datetime, duration: timedelta | None
) -> tuple[str, tuple[Any, ...]]:
    """What `record_drained` writes, for a statement that writes more of a site: SQL, values."""
    interval = usual_interval(facts.usual_interval, facts.last_success_at, now)
    moment = connection.ops.adapt_datetimefield_value(now)
    return _DRAINED, (moment, _as_stored(duration), _as_stored(interval))


def failure_columns(code: str, message: str) -> tuple[str, tuple[Any, ...]]:
    """What `record_sync_failure` writes, for a statement that writes more of the site."""
    return _FAILED, (code[:LONGEST_CODE], message)


def usual_interval(
    usual: timedelta | None, last_success_at: datetime | None, now: datetime
) -> timedelta | None:
    """The moving average of the times between two successes, with the one that ends `now`."""
    gap = None if last_success_at is None else now - last_success_at
    if gap is None or not SHORTEST_GAP <= gap <= LONGEST_GAP:
        return usual
    return gap if usual is None else usual + (gap - usual) * WEIGHT


def record_sync_success(site_id: int, duration: timedelta | None) -> None:
    """Keeps that a sync of the site has just ended well, after `duration` if it is known.

    For a sync that was mirrored: its calls have been counted for the usual interval already.
    """
    Site.objects.filter(pk=site_id).update(
        last_success_at=timezone.now(),
        last_success_duration=duration,
        last_failure_code="",
        last_failure_message="",
    )


def record_sync_failure(site_id: int, code: str, message: str) -> None:
    """Keeps why the site's last sync failed: a code (snake_case) and a sentence for people."""
    Site.objects.filter(pk=site_id).update(
        last_failure_code=code[:LONGEST_CODE], last_failure_message=message
    )


def _as_stored(span: timedelta | None) -> Any:
    return DurationField().get_db_prep_value(span, connection)
