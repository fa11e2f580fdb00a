"""Spans of time in words."""

from datetime import timedelta
from typing import Final

from sites.counted import counted

_LONG_UNITS: Final = (("days", 86_400), ("hours", 3_600), ("minutes", 60))


def in_words(span: timedelta) -> str:
    """Roughly how long, as "5 minutes" or "26 hours"; at least "1 second"."""
    seconds = max(1, round(span.total_seconds()))
    for name, size in _LONG_UNITS:
        # 90 minutes say more than 1 hour, so a unit is used from two of it on.
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}"
    return counted(seconds, "second")
