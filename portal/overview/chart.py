"""The hours of the fleet as bars: their places in a picture, which a template draws as SVG.

A bar says with its pattern, too, what it counts, and every hour has its numbers as title; the page
has the same numbers as a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from sites.counted import counted
from syncjobs.models import FleetHour

# In units of the picture.
COLUMN: Final = 20
GAP: Final = 3
HEIGHT: Final = 100
LABEL_EVERY: Final = 6


@dataclass(frozen=True, slots=True)
class Series:
    """One of the two numbers of each hour; `style` is the class of its bars."""

    name: str
    style: str
    number: Callable[[FleetHour], int]
    is_hatched: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: int
    y: int
    height: int
    series: Series


@dataclass(frozen=True, slots=True)
class Column:
    """The bars of one hour, on top of each other, with their numbers in words."""

    x: int
    bars: list[Bar]
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of 24 hours; `summary` says in a sentence what it shows."""

    name: str
    title: str
    summary: str
    legend: list[Series]
    columns: list[Column]
    highest: str

    @property
    def width(self) -> int:
        """Of the picture."""
        return COLUMN * len(self.columns)

    @property
    def bar_width(self) -> int:
        """Of a bar."""
        return COLUMN - GAP


def syncs_chart(hours: Sequence[FleetHour]) -> Chart:
    """How many syncs ended in each hour, and how many of them did not fail.

    Those that found nothing to do, by far the most, are not among them (`FleetHour`).
    """
    series = [
        Series("not failed", "bar-good", lambda hour: hour.sync_count - hour.failed_count),
        Series("failed", "bar-bad", lambda hour: hour.failed_count, is_hatched=True),
    ]
    syncs = sum(hour.sync_count for hour in hours)
    failed = sum(hour.failed_count for hour in hours)
    which = f"{counted(syncs, 'sync')} that moved something or failed"
    summary = f"{which} in the last 24 hours; {failed:,} failed."
    return _chart("syncs", "Syncs with something to do, per hour", summary, series, hours)


def records_chart(hours: Sequence[FleetHour]) -> Chart:
    """How many records sites pushed and pulled in each hour."""
    series = [
        Series("pushed", "bar-pushed", lambda hour: hour.pushed_count),
        Series("pulled", "bar-pulled", lambda hour: hour.pulled_count, is_hatched=True),
    ]
    pushed = sum(hour.pushed_count for hour in hours)
    pulled = sum(hour.pulled_count for hour in hours)
    summary = f"{pushed:,} records pushed by sites in the last 24 hours and {pulled:,} pulled."
    return _chart("records", "Records per hour", summary, series, hours)


def _chart(
    name: str, title: str, summary: str, series: list[Series], hours: Sequence[FleetHour]
) -> Chart:
    highest = max((sum(one.number(hour) for one in series) for hour in hours), default=0)
    columns = [_column(place, hour, series, highest) for place, hour in enumerate(hours)]
    return Chart(name, title, summary, series, columns, f"{highest:,}")


def _column(place: int, hour: FleetHour, series: Sequence[Series], highest: int) -> Column:
    x, top, bars = place * COLUMN, HEIGHT, []
    for one in series:
        height = _height(one.number(hour), highest)
        top -= height
        if height:
            bars.append(Bar(x, top, height, one))
    time = f"{timezone.localtime(hour.began_at):%H:%M}"
    numbers = ", ".join(f"{one.number(hour):,} {one.name}" for one in series)
    return Column(x, bars, f"{time}: {numbers}", time if place % LABEL_EVERY == 0 else "")


def _height(number: int, highest: int) -> int:
    """Of the bar of a number; what is more than nothing can be seen."""
    return max(1, number * HEIGHT // highest) if number else 0
