"""What runs now, and how much waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from syncjobs.choices import MOVING_STATUSES, JobStatus
from syncjobs.models import SetAsideRecord, SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet

MOST_SHOWN: Final = 10
MOST_COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class BoundedCount:
    """A number that is not counted beyond `MOST_COUNTED`."""

    count: int

    @property
    def has_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED

    def __str__(self) -> str:
        """The number as an administrator reads it."""
        return f"more than {MOST_COUNTED:,}" if self.has_more else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job that moves, and the step that it is in (None between two steps)."""

    job: SyncJob
    step: SyncStep | None

    @property
    def total(self) -> int:
        """How much the present step has to do; 0 while that is not known."""
        return (self.step.total or 0) if self.step else 0

    @property
    def done(self) -> int:
        """How much of it is done."""
        return min(self.step.done or 0, self.total) if self.step else 0

    @property
    def progress(self) -> str:
        """How far the present step is, as `1,024 / 50,000`; empty while nothing is counted."""
        return f"{self.done:,} / {self.total:,}" if self.total else ""


@dataclass(frozen=True, slots=True)
class Running:
    """The newest jobs that move, and how many move, wait for a worker and for their site."""

    jobs: list[RunningJob]
    moving: int
    waiting: int
    expecting: int


def running() -> Running:
    """What runs now, in four queries.

    They read only jobs that have not ended, of which a site has at most one of each kind.
    """
    by_status = _not_ended().order_by().values_list("status").annotate(count=Count("pk"))
    counts = dict(by_status)
    return Running(
        jobs=_newest_jobs(),
        moving=sum(counts.get(status, 0) for status in MOVING_STATUSES),
        waiting=counts.get(JobStatus.QUEUED, 0),
        expecting=counts.get(JobStatus.EXPECTING, 0),
    )


def set_aside_count() -> BoundedCount:
    """How many records were set aside and wait for a decision. One query."""
    rows = SetAsideRecord.objects.filter(discarded_at__isnull=True).order_by()
    return BoundedCount(rows[: MOST_COUNTED + 1].count())


def _not_ended() -> SyncJobQuerySet:
    # As the condition of the index says it.
    return SyncJob.objects.filter(finished_at__isnull=True)


def _newest_jobs() -> list[RunningJob]:
    # One query for each status: for several at once, databases go through all jobs there are.
    newest = [
        job
        for status in MOVING_STATUSES
        for job in _not_ended()
        .filter(status=status)
        .select_related("site")
        .order_by("-pk")[:MOST_SHOWN]
    ]
    jobs = sorted(newest, key=lambda job: job.pk, reverse=True)[:MOST_SHOWN]
    steps = _present_steps(jobs)
    return [RunningJob(job, steps.get((job.pk, job.attempt))) for job in jobs]


def _present_steps(jobs: Sequence[SyncJob]) -> dict[tuple[int, int], SyncStep]:
    """The last begun step of each try that is not over."""
    steps = SyncStep.objects.filter(job__in=jobs, finished_at__isnull=True).order_by("pk")
    return {(step.job_id, step.attempt): step for step in steps}
