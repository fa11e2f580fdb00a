"""What the fleet did in each hour of the last day."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from syncjobs.fleet.tally import hour_of
from syncjobs.models import FleetHour

SHOWN_HOURS: Final = 24


def last_hours(now: datetime | None = None) -> list[FleetHour]:
    """The last 24 hours, the present one last; hours in which nothing ended are empty. One query.

    The hours are those of `FleetHour`; they are not saved.
    """
    present = hour_of(now or timezone.now())
    moments = [present - timedelta(hours=back) for back in reversed(range(SHOWN_HOURS))]
    found = FleetHour.objects.filter(began_at__gte=moments[0]).in_bulk()
    return [found.get(moment) or FleetHour(began_at=moment) for moment in moments]
