"""Sites that become unwell again and again: people are told so once, not of every turn."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from syncjobs.alerts.changes import Change
from syncjobs.alerts.settling import settling_time
from syncjobs.choices import AlertState
from syncjobs.chunks import chunks
from syncjobs.models import HealthTurns

# How often a site becomes unwell before it is said to go up and down.
TURNS: Final = 6
# In settling times: two hours unless ALERT_SETTLE_SECONDS is set.
REST: Final = 24


def rest() -> timedelta:
    """For how long a site must be the same before its turns are over."""
    return REST * settling_time()


def count_turns(became_unwell: Sequence[int], now: datetime) -> None:
    """Counts one turn for each of the sites; the first one again after a rest."""
    for chunk in chunks(sorted(became_unwell)):
        recent = HealthTurns.objects.filter(site__in=chunk, last_at__gt=now - rest())
        known = {row.site_id: row for row in recent}
        HealthTurns.objects.bulk_create(
            (_one_more(known.get(pk), pk, now) for pk in chunk),
            update_conflicts=True,
            unique_fields=["site"],
            update_fields=["times", "first_at", "last_at"],
        )


def with_unsteady(changes: Iterable[Change], now: datetime) -> list[Change]:
    """The changes, with the sites that go up and down as such; without those told so already."""
    turning = HealthTurns.objects.filter(times__gte=TURNS, last_at__gt=now - rest())
    rows = {row.site_id: row for row in turning}
    found = []
    for change in changes:
        is_told = change.told == AlertState.UNSTEADY
        row = rows.get(change.site_id)
        if change.since <= now - rest() or (row is None and not is_told):
            found.append(change)
        elif row is not None and not is_told:
            found.append(_unsteady(change, row))
    return found


def _one_more(row: HealthTurns | None, site_id: int, now: datetime) -> HealthTurns:
    times, first_at = (row.times, row.first_at) if row else (0, now)
    return HealthTurns(site_id=site_id, times=times + 1, first_at=first_at, last_at=now)


def _unsteady(change: Change, row: HealthTurns) -> Change:
    """It needs not settle: it has been so since its first turn."""
    state = AlertState.UNSTEADY.value
    return replace(change, health=state, cause="", since=row.first_at, times=row.times)
