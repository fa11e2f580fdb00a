"""What a tick does for alerts: it looks how all sites are, and queues what is to be told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.utils import timezone

from sites.health import UNWELL
from syncjobs.alerts.changes import Change, changed_sites
from syncjobs.alerts.deliveries import queue_message
from syncjobs.alerts.messages import health_message
from syncjobs.alerts.settling import forget_settling, settled
from syncjobs.chunks import chunks
from syncjobs.models import AlertChannel, AlertedHealth, AlertWatch

LOOK_EVERY: Final = timedelta(seconds=60)
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def find_health_changes(now: datetime | None = None) -> int:
    """Tells how sites became unwell or recovered, at most once a minute; how many messages.

    1. Only one tick looks: whoever takes the turn holds it until all is written.
    2. Sites that differ from what was told are found, in one query.
    3. Those whose change has settled are grouped by state and cause, one message for each channel.
    4. What was told is kept, in the same transaction, so that nothing is told twice or not at all.
    """
    now = now or timezone.now()
    turn, _ = AlertWatch.objects.get_or_create(pk=1, defaults={"looked_at": NEVER})
    if turn.looked_at > now - LOOK_EVERY:
        return 0
    with transaction.atomic():
        turns = AlertWatch.objects.filter(pk=turn.pk, looked_at__lte=now - LOOK_EVERY)
        return _tell(now) if turns.update(looked_at=now) else 0


def _tell(now: datetime) -> int:
    changes = changed_sites(now)
    _forget_told([change for change in changes if not change.is_of_interest])
    told = settled([change for change in changes if change.is_of_interest], now)
    told.sort(key=attrgetter("state"))
    # Without a channel the states are kept all the same: the past is not told to a new one.
    channels = list(AlertChannel.objects.filter(is_on=True))
    groups = [list(group) for _, group in groupby(told, key=attrgetter("state"))]
    for group in groups:
        queue_message(health_message(group, now), channels)
    _keep_told(told, now)
    return len(groups)


def _keep_told(told: Sequence[Change], now: datetime) -> None:
    AlertedHealth.objects.bulk_create(
        (
            AlertedHealth(
                site_id=change.site_id, health=change.health, cause=change.cause, alerted_at=now
            )
            for change in told
            if change.health in UNWELL
        ),
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["site"],
        update_fields=["health", "cause", "alerted_at"],
    )
    _forget_told([change for change in told if change.health not in UNWELL])
    forget_settling(told)


def _forget_told(changes: Sequence[Change]) -> None:
    for chunk in chunks([change.site_id for change in changes]):
        AlertedHealth.objects.filter(site__in=chunk).delete()
