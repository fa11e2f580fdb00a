"""When a site counts as late or down, and where its day begins."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from sites.errors import RegisterError
from sites.health import down_after, late_after

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=3_650)


@dataclass(frozen=True, slots=True)
class SiteTimes:
    """What is special about the times of a site; what is empty follows the portal's settings.

    `time_zone` is a name of the IANA database, such as `Africa/Lome`. Without a successful sync
    for longer than `late_after` the site is late, for longer than `down_after` it is down.
    """

    time_zone: str = ""
    late_after: timedelta | None = None
    down_after: timedelta | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of `Site` with their values."""
        return asdict(self)


@cache
def time_zones() -> tuple[str, ...]:
    """The names of all time zones, in the order of the alphabet."""
    return tuple(sorted(available_timezones()))


def check_times(times: SiteTimes) -> None:
    """Raises RegisterError for an unknown time zone, and for limits that make no sense."""
    if times.time_zone and times.time_zone not in time_zones():
        raise RegisterError(
            f"“{times.time_zone}” is not a time zone.", "Use a name such as Africa/Lome."
        )
    for limit in (times.late_after, times.down_after):
        if limit is not None and not SHORTEST <= limit <= LONGEST:
            raise RegisterError(
                "A limit must lie between a minute and ten years.", "Correct it, or leave it empty."
            )
    late, down = times.late_after or late_after(), times.down_after or down_after()
    if late > down:
        raise RegisterError(
            "The site would be down before it is late.",
            "Make the second limit at least as long as the first; an empty one is the portal's.",
        )
