"""Everything that the first page shows; each part is asked for only where a template shows it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from portal.overview.central_card import CentralCard, central_card
from portal.overview.chart import Chart, records_chart, syncs_chart
from portal.overview.label_card import LabelCard, label_card
from sites.claims import claimed_site_count
from sites.counted import counted
from sites.health import Health
from sites.models import Label
from syncjobs.choices import JobStatus
from syncjobs.fleet.broker_queues import QueueLength, queue_lengths
from syncjobs.fleet.causes import Cause, Causes, causes_of_failures
from syncjobs.fleet.failed_deliveries import failed_delivery_count
from syncjobs.fleet.health_counts import HealthCount, health_counts
from syncjobs.fleet.hours import last_hours
from syncjobs.fleet.running import BoundedCount, Running, running, set_aside_count
from syncjobs.models import FleetHour


@dataclass(frozen=True, slots=True)
class HealthTile:
    """A state of health with the number of its sites and the list of them."""

    health: Health
    count: int
    link: str

    @property
    def style(self) -> str:
        """The class of the tile: of its state, or of none where it has no sites."""
        return f"tile-{self.health}" if self.count else "tile-none"

    @property
    def count_text(self) -> str:
        """The number as `1,024`."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class CauseLine:
    """A cause of failures with the list of the jobs that it ended."""

    cause: Cause
    link: str

    @property
    def sites_text(self) -> str:
        """Of how many sites."""
        return counted(self.cause.site_count, "site")


class Overview:
    """The parts of the page. However many sites there are, each costs the same few queries.

    `label_group` is the key of the group of labels that is looked at; the first one by default.
    """

    def __init__(self, label_group: str = "") -> None:
        self.label_group = label_group

    @cached_property
    def now(self) -> datetime:
        """When it was looked."""
        return timezone.localtime()

    @cached_property
    def central(self) -> CentralCard | None:
        """The central server; None while no site has the tick."""
        return central_card()

    @cached_property
    def health_counts(self) -> list[HealthCount]:
        """How many sites are in each state."""
        return health_counts()

    @property
    def sites_text(self) -> str:
        """How many sites there are."""
        return counted(sum(found.count for found in self.health_counts), "site")

    @property
    def tiles(self) -> list[HealthTile]:
        """The states with their lists."""
        sites = reverse("admin:sites_site_changelist")
        return [
            HealthTile(found.health, found.count, f"{sites}?{urlencode({'health': found.health})}")
            for found in self.health_counts
        ]

    @cached_property
    def has_labels(self) -> bool:
        """Whether there are labels at all."""
        return Label.objects.exists()

    @cached_property
    def labels(self) -> LabelCard | None:
        """The health of the sites by label; None while there are no labels."""
        return label_card(self.label_group)

    @cached_property
    def second_devices_text(self) -> str:
        """How many sites another device has called for; empty when there are none."""
        count = claimed_site_count()
        return f"{counted(count, 'site')} with a second device" if count else ""

    @cached_property
    def running(self) -> Running:
        """What runs now."""
        return running()

    @cached_property
    def causes(self) -> Causes:
        """Why jobs failed in the last day."""
        return causes_of_failures()

    @property
    def cause_lines(self) -> list[CauseLine]:
        """The causes with the lists of their jobs."""
        jobs = reverse("admin:syncjobs_syncjob_changelist")
        same = {
            "status__exact": JobStatus.FAILED.value,
            "finished_at__gte": self.causes.since.isoformat(),
        }
        return [
            CauseLine(cause, f"{jobs}?{urlencode(same | {'error_code': cause.error_code})}")
            for cause in self.causes.causes
        ]

    @cached_property
    def hours(self) -> list[FleetHour]:
        """What was done in each of the last 24 hours."""
        return last_hours()

    @cached_property
    def charts(self) -> list[Chart]:
        """The hours as pictures."""
        return [syncs_chart(self.hours), records_chart(self.hours)]

    @cached_property
    def set_aside(self) -> BoundedCount:
        """How many records wait for a decision."""
        return set_aside_count()

    @cached_property
    def failed_deliveries_text(self) -> str:
        """How many alerts did not arrive in the last day; empty when all did."""
        count = failed_delivery_count()
        return f"{counted(count, 'alert')} not delivered" if count else ""

    @cached_property
    def queue_lengths(self) -> list[QueueLength] | None:
        """What lies in the broker; None when it is away."""
        return queue_lengths()
