"""What a tick does for alerts: it looks how all sites are, and queues what is to be told."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from syncjobs.alerts.changes import Change, changed_sites
from syncjobs.alerts.deliveries import queue_message
from syncjobs.alerts.messages import health_message
from syncjobs.alerts.pausing import begin_pauses, paused_states, state_key
from syncjobs.alerts.settling import forget_settling, remember, settled_groups
from syncjobs.alerts.turning import count_turns, with_unsteady
from syncjobs.alerts.two_devices import keep_shared_sites_told, newly_shared_sites
from syncjobs.choices import AlertState
from syncjobs.chunks import chunks
from syncjobs.models import AlertChannel, AlertedHealth, AlertWatch

LOOK_EVERY: Final = timedelta(seconds=60)
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def find_health_changes(now: datetime | None = None) -> int:
    """Tells how sites became unwell or recovered, at most once a minute; how many messages.

    1. Only one tick looks: whoever takes the turn holds it until all is written.
    2. Sites that differ from what was told are found, in one query.
    3. Those that go up and down are told of as such, once; others when their change has settled.
    4. They are grouped by state and cause, one message for each channel, with growing pauses.
    5. Sites that two devices use are a group of their own.
    6. What was told is kept, in the same transaction, so that nothing is told twice or not at all.
    """
    now = now or timezone.now()
    turn, _ = AlertWatch.objects.get_or_create(pk=1, defaults={"looked_at": NEVER})
    if turn.looked_at > now - LOOK_EVERY:
        return 0
    with transaction.atomic():
        turns = AlertWatch.objects.filter(pk=turn.pk, looked_at__lte=now - LOOK_EVERY)
        return _tell(now) if turns.update(looked_at=now) else 0


def _tell(now: datetime) -> int:
    found = changed_sites(now)
    _forget_told([change for change in found if not change.is_of_interest])
    changes, became_unwell = remember([one for one in found if one.is_of_interest], now)
    count_turns(became_unwell, now)
    groups = _groups_to_tell(with_unsteady(changes, now), now)
    # Without a channel the states are kept all the same: the past is not told to a new one.
    channels = list(AlertChannel.objects.filter(is_on=True))
    for group in groups:
        queue_message(health_message(group, now), channels)
        _keep_told(group, now)
    begin_pauses([state_key(group[0].state) for group in groups], now)
    return len(groups)


def _groups_to_tell(changes: Sequence[Change], now: datetime) -> list[list[Change]]:
    paused = paused_states(now)
    groups = [*settled_groups(changes, now), newly_shared_sites()]
    return [group for group in groups if group and state_key(group[0].state) not in paused]


def _keep_told(told: Sequence[Change], now: datetime) -> None:
    state, cause = told[0].state
    if state == AlertState.TWO_DEVICES:
        keep_shared_sites_told(told, now)
        return
    if state == AlertState.OK:
        _forget_told(told)
    else:
        AlertedHealth.objects.bulk_create(
            (
                AlertedHealth(site_id=change.site_id, health=state, cause=cause, alerted_at=now)
                for change in told
            ),
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["site"],
            update_fields=["health", "cause", "alerted_at"],
        )
    # Of a site that goes up and down it must be known when it begins to rest.
    if state != AlertState.UNSTEADY:
        forget_settling([change.site_id for change in told])


def _forget_told(changes: Sequence[Change]) -> None:
    for chunk in chunks([change.site_id for change in changes]):
        AlertedHealth.objects.filter(site__in=chunk).delete()
