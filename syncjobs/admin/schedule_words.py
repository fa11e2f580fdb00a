"""Schedules in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from sites.models import Site
from syncjobs.models import Schedule
from syncjobs.schedules.interval import UNITS as UNITS
from syncjobs.schedules.interval import every_text as every_text
from syncjobs.schedules.window import zone_of


def hours_text(schedule: Schedule) -> str:
    """The hours of the day with their time zone, where there are some."""
    if schedule.from_time is None or schedule.until_time is None:
        return "at any time"
    zone = zone_of(schedule.site.time_zone).key
    return f"{schedule.from_time:%H:%M} to {schedule.until_time:%H:%M} ({zone})"


def next_text(schedule: Schedule) -> SafeString | str:
    """When it is due next, on the portal's clocks and those of the site where they differ.

    Nothing for a site that is disabled.
    """
    if schedule.site.is_disabled:
        return badge("calm", "Site disabled", "Nothing is queued for a disabled site.")
    if schedule.next_at <= timezone.now():
        return badge("busy", "Due now", "The scheduler's next ticks queue it.")
    here = timezone.localtime(schedule.next_at)
    there = here.astimezone(zone_of(schedule.site.time_zone))
    if here.utcoffset() == there.utcoffset():
        return f"{here:%d %b %Y %H:%M %Z}"
    # The day there may be another one.
    day = "" if here.date() == there.date() else f"{there:%d %b }"
    return f"{here:%d %b %Y %H:%M %Z} ({day}{there:%H:%M} at the site)"


def clock_of(site: Site, now: datetime) -> str:
    """The time zone of the site and what its clocks show."""
    zone = zone_of(site.time_zone)
    return f"{zone.key}, where it is {now.astimezone(zone):%H:%M} now"
