"""Queueing and cancelling jobs."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.doorbell import ring_on_commit, ring_sweep_on_commit
from syncjobs.errors import JobStateError
from syncjobs.following.expecting import new_sync, reach_again, sites_without_url
from syncjobs.following.flag import WATCHING, raise_flag
from syncjobs.jobs.cancelling import cancel_each
from syncjobs.models import SyncJob

CHUNK = 1_000
LOOKS = 3


def queue_job(
    site_id: int,
    kind: JobKind,
    trigger: JobTrigger,
    requested_by: User | None = None,
    candidate_url: str = "",
) -> SyncJob:
    """The live job of this kind for the site: a new one, or the one that waits or runs already.

    A job that waits to be tried again, or for the call of a site that has a URL, is tried at once
    when an administrator asks for it. A sync of a site without a URL waits for the site's next
    call. `candidate_url` is the URL to verify before it is saved; a live job that verifies another
    one is refused. Raises JobStateError then, and when the site was deleted meanwhile.
    """
    job = _live_or_new(site_id, kind, trigger, requested_by, candidate_url)
    if job.candidate_url != candidate_url:
        raise JobStateError(
            f"Another URL of the site, {job.candidate_url}, is being verified at this moment.",
            "Wait for the end of that job, or cancel it.",
        )
    if trigger == JobTrigger.ADMINISTRATOR:
        _hasten(job)
    if job.status not in WATCHING:
        ring_on_commit(job.pk)
    return job


@transaction.atomic
def queue_jobs(
    site_ids: Sequence[int],
    kind: JobKind,
    trigger: JobTrigger,
    requested_by: User | None = None,
) -> int:
    """Queues a job for each of these sites that has no live one; returns how many are new.

    Jobs that wait to be tried again are tried at once when an administrator asks for them.
    """
    now = timezone.now()
    live = SyncJob.objects.live().filter(kind=kind)
    # A tick of the schedules asks for few sites at a time, however many have a job.
    live = live.filter(site_id__in=site_ids) if len(site_ids) <= CHUNK else live
    busy = set(live.values_list("site_id", flat=True))
    # In one order, so that two who ask for the same sites never wait for each other in a circle.
    idle = sorted(set(site_ids) - busy)
    uncallable = sites_without_url(idle) if kind == JobKind.SYNC else set()
    jobs = (
        new_sync(
            SyncJob(
                site_id=site_id,
                kind=kind,
                trigger=trigger,
                requested_by=requested_by,
                not_before=now,
            ),
            uncallable,
        )
        for site_id in idle
    )
    SyncJob.objects.bulk_create(jobs, batch_size=CHUNK, ignore_conflicts=True)
    raise_flag(uncallable)
    if trigger == JobTrigger.ADMINISTRATOR:
        pausing = SyncJob.objects.filter(status=JobStatus.QUEUED, attempt__gt=0, kind=kind)
        pausing = pausing.filter(site_id__in=site_ids)
        # Locked in one order as well.
        held = list(pausing.order_by("pk").select_for_update().values_list("pk", flat=True))
        held_rows = SyncJob.objects.filter(pk__in=held, status=JobStatus.QUEUED)
        held_rows.update(not_before=now, rung_at=None)
    # What the schedules queue, the same tick rings for.
    if trigger != JobTrigger.SCHEDULE:
        ring_sweep_on_commit()
    return len(idle)


def retry_job(job_id: int, requested_by: User | None = None) -> SyncJob:
    """Queues the work of an ended job again, as a new job; one that pauses is tried at once.

    A sync that waits for its site's call stays, and tries to call the site if that has a URL.
    Raises JobStateError while the job runs, follows its site or waits for its first try.
    """
    job = SyncJob.objects.get(pk=job_id)
    waits = job.waits_to_try_again or job.status == JobStatus.EXPECTING
    if job.is_live and not waits:
        raise JobStateError("This job has not ended yet.", "Cancel it first, or wait for its end.")
    kind, administrator = JobKind(job.kind), JobTrigger.ADMINISTRATOR
    return queue_job(job.site_id, kind, administrator, requested_by, job.candidate_url)


def cancel_job(job_id: int) -> JobStatus:
    """Cancels a job: at once while it waits, between two steps while it runs.

    A sync that waits for or follows its site is not watched any more; the site's own sync goes on.
    Returns the status afterwards: cancelled, or running for a job that will stop at its next step.
    Raises JobStateError when the job has ended.
    """
    status = cancel_each([job_id]).get(job_id)
    if status is None:
        raise JobStateError("This job has ended already.", "There is nothing left to cancel.")
    return status


def _hasten(job: SyncJob) -> None:
    if job.status == JobStatus.EXPECTING and reach_again(job.pk):
        job.refresh_from_db()
    elif job.waits_to_try_again:
        waiting = SyncJob.objects.filter(pk=job.pk, status=JobStatus.QUEUED)
        waiting.update(not_before=timezone.now())


def _live_or_new(
    site_id: int,
    kind: JobKind,
    trigger: JobTrigger,
    requested_by: User | None,
    candidate_url: str,
) -> SyncJob:
    for _ in range(LOOKS):
        live = SyncJob.objects.live().filter(site_id=site_id, kind=kind).first()
        if live is not None:
            return live
        try:
            with transaction.atomic():
                return _create(site_id, kind, trigger, requested_by, candidate_url)
        except IntegrityError:
            # Somebody else queued one at the same moment; it is there now, or has ended already.
            continue
    raise JobStateError("The job could not be queued.", "Look whether the site is still there.")


def _create(
    site_id: int,
    kind: JobKind,
    trigger: JobTrigger,
    requested_by: User | None,
    candidate_url: str,
) -> SyncJob:
    job = SyncJob(
        site_id=site_id,
        kind=kind,
        trigger=trigger,
        requested_by=requested_by,
        not_before=timezone.now(),
        candidate_url=candidate_url,
    )
    uncallable = sites_without_url([site_id]) if kind == JobKind.SYNC else set()
    new_sync(job, uncallable).save()
    raise_flag(uncallable)
    return job
