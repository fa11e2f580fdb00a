"""What a tick does for schedules: it queues the jobs that are due, so many at a time."""

from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.utils import timezone

from syncjobs.choices import JobKind, JobTrigger
from syncjobs.jobs.scheduling import queue_jobs
from syncjobs.models import Schedule
from syncjobs.schedules.next_run import following_run
from syncjobs.schedules.window import Window, zone_of

# The rest follows with the next ticks, the longest due first.
AT_ONCE: Final = 500
# What is due at the very end of its hours is still queued by a tick that comes so much later.
GRACE: Final = timedelta(minutes=5)


def queue_due_schedules(now: datetime | None = None) -> int:
    """Queues the jobs of at most 500 due schedules, and moves these on; returns how many are new.

    A site that still has such a job gets no second one, and a disabled site none. Those whose
    hours are over, because the portal stood still or too many were due, wait for their next turn.
    """
    now = now or timezone.now()
    if not Schedule.objects.filter(next_at__lte=now).exists():
        return 0
    return _queue_due(now)


@transaction.atomic
def _queue_due(now: datetime) -> int:
    """The rows are held until they have moved on: another tick at the same moment takes others."""
    due = Schedule.objects.filter(next_at__lte=now).select_related("site")
    held = due.select_for_update(skip_locked=True, of=("self",))
    rows = list(held.order_by("next_at", "pk")[:AT_ONCE])
    for row in rows:
        row.next_at = _next_run(row, now)
    Schedule.objects.bulk_update(rows, ["next_at"])
    wanted = sorted((row for row in rows if _is_wanted(row, now)), key=attrgetter("kind"))
    return sum(
        queue_jobs([row.site_id for row in group], JobKind(kind), JobTrigger.SCHEDULE)
        for kind, group in groupby(wanted, key=attrgetter("kind"))
    )


def _is_wanted(row: Schedule, now: datetime) -> bool:
    window = _window_of(row)
    return not row.site.is_disabled and (window.is_open(now) or window.is_open(now - GRACE))


def _next_run(row: Schedule, now: datetime) -> datetime:
    every = timedelta(minutes=row.every_minutes)
    return following_run(row.site_id, row.next_at, every, _window_of(row), now)


def _window_of(row: Schedule) -> Window:
    return Window(zone_of(row.site.time_zone), row.from_time, row.until_time)
