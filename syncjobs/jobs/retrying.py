"""When a job that failed is tried again by itself."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from syncjobs.choices import JobStatus
from syncjobs.querysets import SyncJobQuerySet

PAUSE_GROWTH = 4
HANDING_ON = timedelta(seconds=5)


def may_try_again(attempt: int) -> bool:
    """Whether a job whose `attempt` (from 1) failed has another one left."""
    return attempt < settings.JOB_ATTEMPTS


def pause_after(attempt: int) -> timedelta:
    """The pause before the next try: JOB_RETRY_SECONDS, and four times as long each time."""
    return timedelta(seconds=settings.JOB_RETRY_SECONDS * PAUSE_GROWTH ** (attempt - 1))


def queue_again(row: SyncJobQuerySet, attempt: int, error_code: str, error_message: str) -> bool:
    """Queues the running job in `row` for its next try; False when the row matches no more."""
    return bool(
        row.update(
            status=JobStatus.QUEUED,
            not_before=timezone.now() + pause_after(attempt),
            rung_at=None,
            error_code=error_code,
            error_message=error_message,
        )
    )


def hand_on(row: SyncJobQuerySet) -> bool:
    """Queues the running job in `row` for another worker; False when the row matches no more.

    It is due in a moment, and the sweep rings: the worker that gives it away must not hear that.
    """
    not_before = timezone.now() + HANDING_ON
    return bool(row.update(status=JobStatus.QUEUED, not_before=not_before, rung_at=None))
