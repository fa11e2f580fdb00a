"""Pauses between messages about the same state and cause, which grow while it goes on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from syncjobs.alerts.settling import settling_time
from syncjobs.models import AlertPause

# In settling times: a quarter of an hour and an hour unless ALERT_SETTLE_SECONDS is set.
FIRST: Final = 3
LONGEST: Final = 12


def paused_states(now: datetime) -> set[str]:
    """The states of which nothing is told now."""
    return set(AlertPause.objects.filter(until__gt=now).values_list("state", flat=True))


def begin_pauses(states: Iterable[str], now: datetime) -> None:
    """Something was told of these: the next pause is twice the one before, up to the longest.

    It is the first again when nothing was told for the longest pause after the last one.
    """
    wanted = sorted(states)
    first, longest = FIRST * settling_time(), LONGEST * settling_time()
    known = {row.state: row for row in AlertPause.objects.filter(state__in=wanted)}
    rows = []
    for state in wanted:
        row, pause = known.get(state), first
        if row is not None and now < row.until + longest:
            pause = min(2 * timedelta(seconds=row.seconds), longest)
        rows.append(AlertPause(state=state, until=now + pause, seconds=int(pause.total_seconds())))
    AlertPause.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["state"],
        update_fields=["until", "seconds"],
    )


def state_key(state: tuple[str, str]) -> str:
    """The state and cause as one text."""
    return ":".join(state)
