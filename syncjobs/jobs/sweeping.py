"""What a tick of the schedule does, so that nothing is lost with a worker, broker or process."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus, Verdict
from syncjobs.doorbell import JOB_QUEUE, SYNC_QUEUE, ring, waiting_bell_count
from syncjobs.jobs.job_lines import say
from syncjobs.jobs.own_failures import worker_lost
from syncjobs.jobs.retrying import may_try_again, queue_again
from syncjobs.models import SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet

RING_AT_ONCE = 500
RING_AGAIN_AFTER = timedelta(seconds=60)
REAP_AT_ONCE = 500
LOST = worker_lost()


def ring_due_jobs() -> int:
    """Rings for due jobs whose bell was not heard; returns for how many.

    At most 500 bells wait in each of the two queues of jobs at a time: more would only pile up
    where no worker hears them. Those that were never rung come first, then those that were rung
    longest ago.
    """
    now = timezone.now()
    due = SyncJob.objects.due(now).not_rung_since(now - RING_AGAIN_AFTER)
    syncs = due.filter(kind=JobKind.SYNC)
    return _ring(due.exclude(kind=JobKind.SYNC), JOB_QUEUE) + _ring(syncs, SYNC_QUEUE)


def _ring(due: SyncJobQuerySet, queue: str) -> int:
    places = RING_AT_ONCE - waiting_bell_count(queue)
    if places <= 0:
        return 0
    oldest_bells_first = due.order_by(F("rung_at").asc(nulls_first=True), "not_before")
    ids = list(oldest_bells_first.values_list("pk", flat=True)[:places])
    if ids:
        ring(ids)
    return len(ids)


def reap_silent_jobs() -> int:
    """Frees running jobs that were silent for JOB_SILENCE_SECONDS; returns how many.

    Their worker is taken for dead. They are tried again, or fail when no try is left.
    """
    silent_since = timezone.now() - timedelta(seconds=settings.JOB_SILENCE_SECONDS)
    silent = SyncJob.objects.silent_since(silent_since)
    return sum(
        _reap(job_id, attempt, silent_since)
        for job_id, attempt in silent.values_list("pk", "attempt")[:REAP_AT_ONCE]
    )


def prune_ended_jobs() -> int:
    """Deletes jobs that ended more than JOB_RETENTION_DAYS ago; returns how many.

    The newest job of every site and kind stays, however old.
    """
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    newest = (
        SyncJob.objects.order_by().values("site_id", "kind").annotate(newest=Max("pk"))
    ).values("newest")
    old = SyncJob.objects.ended().filter(finished_at__lt=limit).exclude(pk__in=newest)
    return old.delete()[1].get("syncjobs.SyncJob", 0)


@transaction.atomic
def _reap(job_id: int, attempt: int, silent_since: datetime) -> bool:
    row = SyncJob.objects.filter(
        pk=job_id, status=JobStatus.RUNNING, attempt=attempt, heartbeat_at__lt=silent_since
    )
    if not _free(row, attempt):
        return False
    steps = SyncStep.objects.filter(job_id=job_id, attempt=attempt, finished_at__isnull=True)
    steps.update(finished_at=timezone.now(), verdict=Verdict.FAILED, message=LOST.text)
    silence = settings.JOB_SILENCE_SECONDS
    say(job_id, attempt, f"The worker was lost: it showed no sign of life for {silence} seconds.")
    return True


def _free(row: SyncJobQuerySet, attempt: int) -> bool:
    if row.filter(cancel_requested_at__isnull=False).exists():
        return bool(row.update(status=JobStatus.CANCELLED, finished_at=timezone.now()))
    if may_try_again(attempt):
        return queue_again(row, attempt, LOST.job_code, f"{LOST.text} The job is tried again.")
    return bool(
        row.update(
            status=JobStatus.FAILED,
            finished_at=timezone.now(),
            error_code=LOST.job_code,
            error_message=str(LOST),
        )
    )
