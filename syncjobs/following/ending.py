"""Ending syncs that wait for their site or follow it, other than by a call of the site.

What the site's own calls end, `Followed` does with less.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from sites.sync_outcome import record_sync_failure
from syncjobs.choices import JobStatus, Verdict
from syncjobs.errors import JobFailedError
from syncjobs.following.flag import WATCHING, lower_flag
from syncjobs.jobs.job_lines import say, say_in_each
from syncjobs.models import SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet

NOT_WATCHED = "The portal stopped watching; the site's own sync goes on."


@transaction.atomic
def refuse_watched(job: SyncJob, error: JobFailedError) -> bool:
    """Ends the job as `end_watched` does, because its site was refused, and the site keeps why.

    The call that was refused is a try of a job that waited for it.
    """
    attempt = job.attempt + 1 if job.status == JobStatus.EXPECTING else job.attempt
    if not end_watched(job, error, attempt):
        return False
    record_sync_failure(job.site_id, error.job_code, str(error))
    return True


@transaction.atomic
def end_watched(job: SyncJob, error: JobFailedError, attempt: int | None = None) -> bool:
    """Ends a job that waits for or follows its site as failed; False when it is not so any more.

    `job` is the row as it was read; nothing is done if it moved on since. `attempt` is the try that
    has failed, where that is not the job's last one.
    """
    now, attempt = timezone.now(), job.attempt if attempt is None else attempt
    ended = _as_read(job).update(
        status=JobStatus.FAILED,
        attempt=attempt,
        finished_at=now,
        error_code=error.job_code,
        error_message=str(error),
        note="",
    )
    if not ended:
        return False
    _open_steps(job).update(
        finished_at=now, verdict=Verdict.FAILED, message=error.text, advice=error.advice
    )
    say(job.pk, attempt, error.text)
    lower_flag([job.site_id])
    return True


@transaction.atomic
def stop_watching(job_ids: Collection[int]) -> set[int]:
    """Cancels those of these jobs that wait for or follow their sites; returns which.

    Only the portal's part ends: what a site does is up to the site.
    """
    rows = SyncJob.objects.filter(pk__in=job_ids, status__in=WATCHING).order_by("pk")
    # Locked in one order, so that two who cancel the same jobs never wait for each other in a
    # circle; without the key, so that rows that only name these jobs can be written meanwhile.
    jobs = list(rows.select_for_update(no_key=True))
    if not jobs:
        return set()
    now, watched = timezone.now(), {job.pk for job in jobs}
    SyncJob.objects.filter(pk__in=watched, status__in=WATCHING).update(
        status=JobStatus.CANCELLED, finished_at=now, cancel_requested_at=now, note=NOT_WATCHED
    )
    of_last_tries = SyncStep.objects.filter(job__in=watched, attempt=F("job__attempt"))
    of_last_tries.filter(finished_at__isnull=True).update(
        finished_at=now, verdict=Verdict.WARNING, message=NOT_WATCHED
    )
    say_in_each(jobs, NOT_WATCHED)
    lower_flag([job.site_id for job in jobs])
    return watched


def _as_read(job: SyncJob) -> SyncJobQuerySet:
    return SyncJob.objects.filter(
        pk=job.pk, status=job.status, attempt=job.attempt, heartbeat_at=job.heartbeat_at
    )


def _open_steps(job: SyncJob) -> QuerySet[SyncStep]:
    return SyncStep.objects.filter(job_id=job.pk, attempt=job.attempt, finished_at__isnull=True)
