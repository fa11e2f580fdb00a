"""Cancelling jobs, as each state asks for it.

Every function takes those of many jobs that are in its state, and leaves the others; nothing is
changed of a job that has left the state meanwhile. Each is a transaction of its own, so that nobody
who needs jobs of two states waits for it in a circle.
"""

from collections.abc import Callable, Collection
from typing import Final

from django.db import transaction
from django.utils import timezone

from syncjobs.choices import JobStatus
from syncjobs.following.ending import stop_watching
from syncjobs.models import SyncJob
from syncjobs.querysets import SyncJobQuerySet

# Which of the jobs it has cancelled, or asked to stop.
Canceller = Callable[[Collection[int]], set[int]]


@transaction.atomic
def cancel_waiting(job_ids: Collection[int]) -> set[int]:
    """Cancels those of the jobs that wait for a worker; returns which."""
    now, held = timezone.now(), _held(job_ids, JobStatus.QUEUED)
    _of(held, JobStatus.QUEUED).update(
        status=JobStatus.CANCELLED, finished_at=now, cancel_requested_at=now
    )
    return held


@transaction.atomic
def ask_to_stop(job_ids: Collection[int]) -> set[int]:
    """Has those of the jobs that run stop at their next step; returns which."""
    held = _held(job_ids, JobStatus.RUNNING)
    _of(held, JobStatus.RUNNING).update(cancel_requested_at=timezone.now())
    return held


# By the status that a job has afterwards; a running one goes on to its next step.
CANCELLERS: Final[tuple[tuple[Canceller, JobStatus], ...]] = (
    (cancel_waiting, JobStatus.CANCELLED),
    (ask_to_stop, JobStatus.RUNNING),
    (stop_watching, JobStatus.CANCELLED),
)
# A running job may be queued for its next try between two looks.
LOOKS: Final = 2


def cancel_each(job_ids: Collection[int]) -> dict[int, JobStatus]:
    """Cancels those of the jobs that have not ended; their statuses afterwards.

    `job_ids` are as many as a database takes in one statement.
    """
    left, found = set(job_ids), dict[int, JobStatus]()
    for _ in range(LOOKS):
        for cancel, status in CANCELLERS:
            if left:
                cancelled = cancel(left)
                found |= dict.fromkeys(cancelled, status)
                left -= cancelled
    return found


def _held(job_ids: Collection[int], status: JobStatus) -> set[int]:
    # Locked in one order, so that two who cancel the same jobs never wait for each other in a
    # circle; without the key, so that rows that only name these jobs can be written meanwhile.
    rows = _of(job_ids, status).order_by("pk").select_for_update(no_key=True)
    return set(rows.values_list("pk", flat=True))


def _of(job_ids: Collection[int], status: JobStatus) -> SyncJobQuerySet:
    return SyncJob.objects.filter(pk__in=job_ids, status=status)
