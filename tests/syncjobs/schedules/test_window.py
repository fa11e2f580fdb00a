"""The hours of the day at a site, with its time zone and summer time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from syncjobs.schedules.window import Window, zone_of

pytestmark = pytest.mark.any_database
NIGHT = (time(22), time(4))
MORNING = (time(8), time(12))


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment as the clocks of the zone show it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def window(hours: tuple[time, time] | None, zone: str = "UTC") -> Window:
    return Window(ZoneInfo(zone), *(hours or (None, None)))


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "is_open"),
    [
        (None, "UTC", "2026-03-01T12:00", True),
        (MORNING, "UTC", "2026-03-01T07:59", False),
        (MORNING, "UTC", "2026-03-01T08:00", True),
        (MORNING, "UTC", "2026-03-01T11:59", True),
        (MORNING, "UTC", "2026-03-01T12:00", False),
        (NIGHT, "UTC", "2026-03-01T21:59", False),
        (NIGHT, "UTC", "2026-03-01T22:00", True),
        (NIGHT, "UTC", "2026-03-01T00:00", True),
        (NIGHT, "UTC", "2026-03-01T03:59", True),
        (NIGHT, "UTC", "2026-03-01T04:00", False),
        # 08:00 in Nepal is 02:15 in Greenwich.
        (MORNING, "Asia/Kathmandu", "2026-03-01T02:14", False),
        (MORNING, "Asia/Kathmandu", "2026-03-01T02:15", True),
        (MORNING, "Pacific/Auckland", "2026-01-14T19:30", True),
    ],
)
def test_it_knows_when_it_is_open(
    hours: tuple[time, time] | None, zone: str, moment: str, *, is_open: bool
) -> None:
    assert window(hours, zone).is_open(at(moment)) is is_open


@pytest.mark.parametrize(
    ("hours", "zone", "moment", "opens", "lasts"),
    [
        (MORNING, "UTC", "2026-03-01T07:00", "2026-03-01T08:00", 4),
        (MORNING, "UTC", "2026-03-01T12:30", "2026-03-02T08:00", 4),
        (NIGHT, "UTC", "2026-03-01T05:00", "2026-03-01T22:00", 6),
        (NIGHT, "Asia/Kathmandu", "2026-03-01T10:00", "2026-03-01T22:00", 6),
        # The clocks go from 02:00 to 03:00, and on another day from 03:00 back to 02:00.
        (NIGHT, "Europe/Berlin", "2026-03-28T10:00", "2026-03-28T22:00", 5),
        (NIGHT, "Europe/Berlin", "2026-10-24T10:00", "2026-10-24T22:00", 7),
        # The hour is left out that day.
        ((time(2), time(3)), "Europe/Berlin", "2026-03-28T10:00", "2026-03-30T02:00", 1),
        # It comes twice that day.
        ((time(2), time(3)), "Europe/Berlin", "2026-10-24T10:00", "2026-10-25T02:00", 2),
    ],
)
def test_it_knows_when_it_opens_next(
    hours: tuple[time, time], zone: str, moment: str, opens: str, lasts: int
) -> None:
    found = window(hours, zone).next_opening(at(moment, zone))
    assert found == (at(opens, zone), timedelta(hours=lasts))


def test_it_is_open_in_both_of_two_equal_hours() -> None:
    hour = window((time(2), time(3)), "Europe/Berlin")
    first = at("2026-10-25T02:30", "Europe/Berlin")
    assert hour.is_open(first)
    assert hour.is_open(first + timedelta(hours=1))


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Africa/Lagos", "Africa/Lagos"),
        ("", "Pacific/Auckland"),
        ("Middle/Earth", "Pacific/Auckland"),
        ("../etc/passwd", "Pacific/Auckland"),
        ("Africa", "Pacific/Auckland"),
    ],
)
def test_it_takes_the_portals_zone_for_one_that_it_does_not_know(
    settings: Settings, name: str, zone: str
) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    zone_of.cache_clear()
    assert zone_of(name).key == zone
    zone_of.cache_clear()
