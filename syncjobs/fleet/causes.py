"""What failed in the last day, grouped by its cause."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Count, Max, Min, Q, When
from django.utils import timezone

from syncjobs.choices import JobStatus, JobTrigger
from syncjobs.models import SyncJob

LOOKED_BACK: Final = timedelta(days=1)
MOST_CAUSES: Final = 10
# A sync that was refused before it began is written down with the first refused call, and its end
# moves along with the later ones.
REFUSED: Final = Q(trigger=JobTrigger.SITE, started_at__isnull=True)
FAILED_AT: Final = Case(When(REFUSED, then="created_at"), default="finished_at")


@dataclass(frozen=True, slots=True)
class Cause:
    """An error code with which jobs failed: of how many sites, when, and its newest sentence.

    `first_at` lies before the last day where a site is refused for longer.
    """

    error_code: str
    site_count: int
    first_at: datetime
    last_at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of the failures since a moment, those of most sites first."""

    since: datetime
    causes: list[Cause]
    has_more: bool


def causes_of_failures(now: datetime | None = None) -> Causes:
    """The causes of the last day, in two queries."""
    since = (now or timezone.now()) - LOOKED_BACK
    rows = (
        SyncJob.objects.filter(status=JobStatus.FAILED, finished_at__gte=since)
        .order_by()
        .values_list("error_code")
        .annotate(
            site_count=Count("site", distinct=True),
            first_at=Min(FAILED_AT),
            last_at=Max("finished_at"),
            newest=Max("pk"),
        )
        .order_by("-site_count", "error_code")
    )
    found = list(rows[: MOST_CAUSES + 1])
    shown = found[:MOST_CAUSES]
    newest = SyncJob.objects.filter(pk__in=[row[-1] for row in shown])
    sentences = dict(newest.values_list("pk", "error_message"))
    causes = [
        Cause(code, site_count, first_at, last_at, sentences.get(job_id, ""))
        for code, site_count, first_at, last_at, job_id in shown
    ]
    return Causes(since, causes, has_more=len(found) > len(shown))
