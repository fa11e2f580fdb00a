"""The interval of a schedule in words."""

from typing import Final

# From the longest to the shortest, in minutes.
UNITS: Final = ((24 * 60, "day", "days"), (60, "hour", "hours"), (1, "minute", "minutes"))


def every_text(minutes: int) -> str:
    """The interval, such as `every 2 hours`."""
    length, one, many = next(unit for unit in UNITS if minutes % unit[0] == 0)
    count = minutes // length
    return f"every {one}" if count == 1 else f"every {count} {many}"
