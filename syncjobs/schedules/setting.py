"""Setting and removing the schedules of one site or of many."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from sites.models import Site
from sites.removals import remove_rows
from syncjobs.choices import ScheduledKind
from syncjobs.chunks import chunks
from syncjobs.models import Schedule
from syncjobs.schedules.errors import ScheduleError
from syncjobs.schedules.kept_schedules import keep_set_schedules
from syncjobs.schedules.next_run import first_run
from syncjobs.schedules.window import Window, zone_of

LONGEST_MINUTES: Final = 366 * 24 * 60


@transaction.atomic
def set_schedule(
    site_ids: Sequence[int],
    kind: ScheduledKind,
    every_minutes: int,
    from_time: time | None = None,
    until_time: time | None = None,
    *,
    reason: str = "",
) -> int:
    """Has the job queued for each of these sites every so often; returns for how many.

    It takes the place of the schedule that a site has for this kind. Many sites are spread over
    the interval, a single one begins at once. Raises ScheduleError.
    """
    refuse_schedule(every_minutes, from_time, until_time)
    now, is_alone = timezone.now(), len(site_ids) == 1
    pattern = Schedule(
        kind=kind, every_minutes=every_minutes, from_time=from_time, until_time=until_time
    )
    count = 0
    # In one order, so that two who select the same sites never wait for each other in a circle.
    for chunk in chunks(sorted(site_ids)):
        sites = Site.objects.filter(pk__in=chunk).order_by("pk")
        zones = sites.values_list("pk", "time_zone")
        rows = [_row(pattern, site_id, zone, now, is_alone=is_alone) for site_id, zone in zones]
        former = _held(chunk, kind)
        Schedule.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["site", "kind"],
            update_fields=["every_minutes", "from_time", "until_time", "next_at"],
        )
        keep_set_schedules(rows, former, reason)
        count += len(rows)
    return count


@transaction.atomic
def remove_schedules(site_ids: Sequence[int], kind: ScheduledKind, *, reason: str = "") -> int:
    """Has the job queued no more for these sites; returns for how many it was."""
    return sum(remove_rows(_held(chunk, kind), reason) for chunk in chunks(sorted(site_ids)))


def refuse_schedule(every_minutes: int, from_time: time | None, until_time: time | None) -> None:
    """Raises ScheduleError when nobody could keep such a schedule."""
    if not 1 <= every_minutes <= LONGEST_MINUTES:
        raise ScheduleError(
            "The interval is not between a minute and a year.", "Choose another one."
        )
    if (from_time is None) != (until_time is None):
        raise ScheduleError(
            "Only one end of the hours is given.", "Give both, or none for any time of the day."
        )
    if from_time is not None and from_time == until_time:
        raise ScheduleError(
            "The hours end when they begin.", "Leave both empty for any time of the day."
        )


def _held(site_ids: Sequence[int], kind: ScheduledKind) -> list[Schedule]:
    """The present schedules of these sites, locked in the order of the sites."""
    rows = Schedule.objects.filter(kind=kind, site__in=site_ids).order_by("site_id")
    return list(rows.select_for_update())


def _row(pattern: Schedule, site_id: int, zone: str, now: datetime, *, is_alone: bool) -> Schedule:
    window = Window(zone_of(zone), pattern.from_time, pattern.until_time)
    every = timedelta(minutes=pattern.every_minutes)
    return Schedule(
        site_id=site_id,
        kind=pattern.kind,
        every_minutes=pattern.every_minutes,
        from_time=pattern.from_time,
        until_time=pattern.until_time,
        next_at=first_run(site_id, every, window, now, is_alone=is_alone),
    )
