"""Keeping schedules to the clocks of a site whose time zone changes."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from sites.models import Site
from syncjobs.models import Schedule
from syncjobs.schedules.next_run import run_in_zone
from syncjobs.schedules.window import Window, zone_of


def held_schedules(site_id: int) -> list[Schedule]:
    """The schedules of the site, locked until the end of the transaction.

    Lock them before the site: a tick holds schedules while it makes jobs, which name their site.
    """
    return list(Schedule.objects.select_for_update().filter(site=site_id).order_by("pk"))


def move_to_zone(rows: Iterable[Schedule], former_zone: str, site: Site) -> None:
    """Has the schedules of the site due by the clocks of its present time zone."""
    former, present, now = zone_of(former_zone), zone_of(site.time_zone), timezone.now()
    if former == present:
        return
    for row in rows:
        window = Window(present, row.from_time, row.until_time)
        every = timedelta(minutes=row.every_minutes)
        row.next_at = run_in_zone(row.site_id, row.next_at, every, former, window, now)
        # No save(): when it is due next is no history.
        Schedule.objects.filter(pk=row.pk).update(next_at=row.next_at)
