"""The hours of the day within which something is done, on the clocks at the site."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

DAY = timedelta(days=1)


@lru_cache(maxsize=600)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of a site; the portal's own where the site has none, or one unheard of."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ValueError, OSError, KeyError):
        return ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Window:
    """From one time of the day until another one, which is not in it; always, where both are None.

    It goes over midnight where it ends before it begins. An hour that the clocks repeat is in it
    twice, one that they leave out is not.
    """

    zone: ZoneInfo
    from_time: time | None = None
    until_time: time | None = None

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment is within the hours."""
        if self.from_time is None or self.until_time is None:
            return True
        clock = moment.astimezone(self.zone).time()
        if self.from_time < self.until_time:
            return self.from_time <= clock < self.until_time
        return clock >= self.from_time or clock < self.until_time

    def next_opening(self, moment: datetime) -> tuple[datetime, timedelta]:
        """When the hours next begin, at or after the moment, and how long they last then."""
        if self.from_time is None or self.until_time is None:
            return moment, DAY
        day = moment.astimezone(self.zone).date()
        while True:
            opens = self._on(day, self.from_time)
            ends_on = day if self.from_time < self.until_time else day + DAY
            closes = self._on(ends_on, self.until_time)
            # The clocks may leave out the whole of it.
            if opens >= moment and opens < closes:
                return opens, closes - opens
            day += DAY

    def _on(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
