"""Sites in every state, and the looks of the scheduler at them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sites.models import Site
from syncjobs.alerts.watching import find_health_changes
from syncjobs.models import AlertChannel, AlertDelivery

NO_STORE = "site_has_no_store"


def a_channel(name: str = "Team", **columns: Any) -> AlertChannel:
    """A webhook that nobody answers."""
    where = {"kind": "webhook", "address": "http://127.0.0.1:1/x"}
    return AlertChannel.objects.create(name=name, **where | columns)


def a_site(name: str = "District 12", hours: float = 1, **columns: Any) -> Site:
    """A site whose last successful sync was so many hours ago."""
    moment = timezone.now() - timedelta(hours=hours)
    times = {"last_contact_at": moment, "last_attempt_at": moment, "last_success_at": moment}
    return Site.objects.create(name=name, **times | columns)


def many_sites(count: int, **columns: Any) -> None:
    """Healthy sites, unless the columns say otherwise."""
    moment = timezone.now()
    Site.objects.bulk_create(
        Site(
            name=f"Site {n}",
            name_key=f"site {n}",
            **{"last_contact_at": moment, "last_success_at": moment} | columns,
        )
        for n in range(count)
    )


def change(site: Site, **columns: Any) -> None:
    """What the site's next call makes of its row."""
    Site.objects.filter(pk=site.pk).update(**columns)


class Looks:
    """The scheduler's looks, each one two minutes after the one before unless told otherwise."""

    def __init__(self) -> None:
        self.now: datetime = timezone.now()

    def __call__(self, minutes: float = 2) -> list[str]:
        """What is told after the time: the subjects, each once a channel, in order."""
        self.now += timedelta(minutes=minutes)
        before = AlertDelivery.objects.count()
        find_health_changes(self.now)
        rows = AlertDelivery.objects.order_by("pk").values_list("subject", flat=True)
        return list(rows[before:])


Look = Callable[..., list[str]]
