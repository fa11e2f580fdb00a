"""The fields of a site's form that are about time."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings

from sites.site_times import time_zones

LONGEST_HOURS = 87_600
HOUR = timedelta(hours=1)


class HoursField(forms.FloatField):
    """A span of time in hours; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "min_value": 0.1, "max_value": LONGEST_HOURS} | kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored span in hours; what was typed as it is."""
        return f"{value / HOUR:g}" if isinstance(value, timedelta) else value

    def clean(self, value: Any) -> Any:
        """The typed hours as a span. Raises ValidationError."""
        hours = super().clean(value)
        return None if hours is None else timedelta(hours=hours)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other hours were typed than are stored."""
        return super().has_changed(self.prepare_value(initial), data)


def time_zone_choices() -> list[tuple[str, str]]:
    """Every time zone, after the portal's own, which is the one of a site that has none."""
    return [("", f"As the portal ({settings.TIME_ZONE})"), *((name, name) for name in time_zones())]


def limit_help() -> dict[str, str]:
    """What the two limits of a site mean, with those that hold where they are empty."""
    sentence = "Hours without a successful sync after which it is {}; empty means {}."
    return {
        "late_after": sentence.format("late", settings.LATE_AFTER_HOURS),
        "down_after": sentence.format("down", settings.DOWN_AFTER_HOURS),
    }
