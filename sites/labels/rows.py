"""The rows that say which site has which label, written many at once and kept in the history."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from sites.doors import present_door
from sites.models import SiteLabel
from sites.site_users.parts import parts

ADDED: Final = "+"
REMOVED: Final = "-"
_KEEP: Final = """
    INSERT INTO sites_historicalsitelabel (
        id, site_id, label_id,
        history_date, history_type, history_user_id, history_change_reason, door
    )
    SELECT id, site_id, label_id, %s, %s, %s, %s, %s FROM sites_sitelabel WHERE id IN
"""


def create_rows(rows: Sequence[SiteLabel], reason: str) -> None:
    """Gives the sites their labels."""
    SiteLabel.objects.bulk_create(rows)
    _write_history(rows, ADDED, reason)


def delete_rows(rows: Sequence[SiteLabel], reason: str) -> None:
    """Takes the labels from their sites."""
    _write_history(rows, REMOVED, reason)
    for some in parts(rows):
        gone = SiteLabel.objects.filter(pk__in=[row.pk for row in some])
        # Django's own would write a row of the history for each, without the reason.
        gone._raw_delete(gone.db)


def _write_history(rows: Sequence[SiteLabel], kind: str, reason: str) -> None:
    """Keeps who did it and why, in one statement for every some hundred rows.

    The package that keeps the history makes an object of each, and has nothing for many that are
    deleted.
    """
    if not rows:
        return
    history: Any = SiteLabel.history
    person = history.model.get_default_history_user(rows[0])
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    same = [now, kind, person and person.pk, reason, present_door()]
    with connection.cursor() as cursor:
        for some in parts(rows):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(f"{_KEEP} ({places})", [*same, *(row.pk for row in some)])
