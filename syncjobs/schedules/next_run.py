"""When a schedule is due: the sites evenly over the interval, and within the hours of the day."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from syncjobs.schedules.window import DAY, Window

# Multiples of it, cut to their fractions, lie evenly between 0 and 1, wherever one begins.
GOLDEN_RATIO: Final = 0.618033988749895


def spread(site_id: int) -> float:
    """The place of a site among all others, from 0 to 1; always the same one."""
    return site_id * GOLDEN_RATIO % 1


def first_run(
    site_id: int, every: timedelta, window: Window, now: datetime, *, is_alone: bool
) -> datetime:
    """When a new schedule is due first: at once when it is alone, else spread over the interval.

    While the hours are closed it is due at its place in the next ones, or in those of one of the
    days of the interval.
    """
    if is_alone:
        wanted = now
    elif window.is_open(now):
        wanted = now + spread(site_id) * every
    else:
        wanted = now + spread(site_id) * every // DAY * DAY
    return _within(window, wanted, site_id, every)


def following_run(
    site_id: int, was_due_at: datetime, every: timedelta, window: Window, now: datetime
) -> datetime:
    """When a schedule is due again. Runs that were missed meanwhile are left out.

    It keeps to its place: sites that were spread stay so after a standstill. Whole days are those
    of the clocks at the site, so that summer time moves nothing: a turn whose time the clocks leave
    out that night is left out.
    """
    count = max(1, (now - was_due_at) // every)
    while True:
        wanted = _later(was_due_at, count * every, every, window)
        if wanted is not None and wanted > now:
            return _within(window, wanted, site_id, every)
        count += 1


def run_in_zone(
    site_id: int,
    due_at: datetime,
    every: timedelta,
    former: ZoneInfo,
    window: Window,
    now: datetime,
) -> datetime:
    """When a schedule is due once its site goes by other clocks, those of the window.

    Where the interval is one of whole days it stays at its time of the day.
    """
    if every % DAY:
        return _within(window, due_at, site_id, every)
    moved = due_at.astimezone(former).replace(tzinfo=window.zone).astimezone(UTC)
    if moved <= now:
        return following_run(site_id, moved, DAY, window, now)
    return _within(window, moved, site_id, every)


def _later(moment: datetime, by: timedelta, every: timedelta, window: Window) -> datetime | None:
    """The moment by so much later; None when the clocks at the site do not show its time then."""
    if every % DAY:
        return moment + by
    # A sum of aware times of one zone is one of its clocks.
    shown = moment.astimezone(window.zone) + by
    wanted = shown.astimezone(UTC)
    does_come = wanted.astimezone(window.zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
    return wanted if does_come else None


def _within(window: Window, wanted: datetime, site_id: int, every: timedelta) -> datetime:
    if window.is_open(wanted):
        return wanted
    opens, lasts = window.next_opening(wanted)
    # Where the days of the interval are shared out, each of them has sites for all of its hours.
    place = spread(site_id) * max(1.0, every / DAY) % 1
    return opens + place * min(every, lasts)
