"""When a schedule is due again."""

from collections import Counter
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from syncjobs.schedules.next_run import first_run, following_run, spread
from syncjobs.schedules.window import Window
from tests.syncjobs.schedules.test_window import at, window

pytestmark = pytest.mark.any_database
ANY_TIME = window(None)
HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"


def after(due: str, every: timedelta, now: str, of: Window = ANY_TIME) -> str:
    """When it is due again, on the clocks of its zone."""
    zone = of.zone.key
    found = following_run(7, at(due, zone), every, of, at(now, zone))
    return found.astimezone(of.zone).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("due", "now", "then"),
    [
        ("2026-03-01T12:00", "2026-03-01T12:00", "2026-03-01T13:00"),
        ("2026-03-01T12:00", "2026-03-01T12:10", "2026-03-01T13:00"),
        ("2026-03-01T12:00", "2026-03-01T13:00", "2026-03-01T14:00"),
        # What a standstill of days missed is not made up for, and the minute stays.
        ("2026-03-01T12:20", "2026-03-05T17:00", "2026-03-05T17:20"),
    ],
)
def test_it_keeps_to_its_minute(due: str, now: str, then: str) -> None:
    assert after(due, HOUR, now) == then


@pytest.mark.parametrize(
    ("due", "then"),
    [
        ("2026-03-28T09:30", "2026-03-29T09:30"),
        ("2026-10-24T09:30", "2026-10-25T09:30"),
    ],
)
def test_it_counts_whole_days_on_the_clocks_of_the_site(due: str, then: str) -> None:
    of = Window(ZoneInfo(BERLIN), time(9), time(10))
    assert after(due, timedelta(days=1), due, of) == then


@pytest.mark.parametrize("hours", [None, (time(2), time(4))])
def test_it_keeps_its_clock_over_a_night_that_leaves_it_out(
    hours: tuple[time, time] | None,
) -> None:
    of = window(hours, BERLIN)
    due = "2026-03-28T02:30"
    assert after(due, timedelta(days=1), due, of) == "2026-03-30T02:30"
    due = "2026-10-24T02:30"
    for then in ("2026-10-25T02:30", "2026-10-26T02:30"):
        assert after(due, timedelta(days=1), due, of) == then
        due = then


def test_it_counts_hours_as_they_pass() -> None:
    of = window(None, BERLIN)
    assert after("2026-03-29T00:30", 2 * HOUR, "2026-03-29T00:30", of) == "2026-03-29T03:30"


def test_it_waits_for_its_hours() -> None:
    of = window((time(8), time(12)))
    assert after("2026-03-01T08:40", HOUR, "2026-03-01T08:41", of) == "2026-03-01T09:40"
    found = following_run(7, at("2026-03-01T11:40"), HOUR, of, at("2026-03-01T11:40"))
    assert at("2026-03-02T08:00") <= found < at("2026-03-02T09:00")


def test_it_is_always_within_its_hours_and_after_now() -> None:
    for zone in ("UTC", BERLIN, "America/St_Johns", "Australia/Lord_Howe"):
        for hours in ((time(1, 30), time(3, 15)), (time(23), time(2, 30))):
            of, moment = Window(ZoneInfo(zone), *hours), at("2026-03-20T00:00")
            for step in range(400):
                later = following_run(step, moment, timedelta(minutes=135), of, moment)
                assert of.is_open(later)
                assert moment < later < moment + timedelta(days=3)
                moment = later


def test_it_spreads_many_sites_over_the_interval() -> None:
    now = at("2026-03-01T12:00")
    for first_id in (2, 1_000, 87_654):
        ids = range(first_id, first_id + 600)
        moments = [first_run(pk, HOUR, ANY_TIME, now, is_alone=False) for pk in ids]
        minutes = [int((moment - now) / timedelta(minutes=1)) for moment in moments]
        counts = [minutes.count(minute) for minute in range(60)]
        assert (sum(counts), min(counts) >= 8, max(counts) <= 12) == (600, True, True)


def test_it_spreads_many_sites_within_their_hours() -> None:
    of, now = window((time(1), time(3))), at("2026-03-01T12:00")
    moments = [first_run(pk, 24 * HOUR, of, now, is_alone=False) for pk in range(2, 602)]
    opening = at("2026-03-02T01:00")
    quarters = [int((moment - opening) / timedelta(minutes=15)) for moment in moments]
    assert set(quarters) == set(range(8))
    assert max(quarters.count(quarter) for quarter in range(8)) < 100


@pytest.mark.parametrize("now", ["2026-03-02T12:00", "2026-03-02T02:30"])
def test_it_spreads_many_sites_over_the_days_of_a_week(now: str) -> None:
    of, week = window((time(2), time(4))), timedelta(days=7)
    begin = at(now)
    moments = [first_run(pk, week, of, begin, is_alone=False) for pk in range(2, 1_002)]
    assert all(of.is_open(moment) and begin <= moment for moment in moments)
    nights = Counter(moment.date() for moment in moments)
    assert len(nights) in {7, 8}
    assert max(nights.values()) < 180
    quarters = Counter((moment.hour, moment.minute // 15) for moment in moments)
    assert (len(quarters), max(quarters.values()) < 160) == (8, True)


def test_it_begins_at_once_when_it_is_alone() -> None:
    now = at("2026-03-01T12:00")
    assert first_run(7, HOUR, ANY_TIME, now, is_alone=True) == now


def test_it_gives_every_site_a_place() -> None:
    assert all(0 <= spread(pk) < 1 for pk in range(100_000))
