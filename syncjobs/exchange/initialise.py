"""Preparing everything that a site must hold (protocol 3.3, 10.3 rule 7)."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.hardware import keep_in_history
from sites.initialisation import (
    complete_initialisation,
    fail_initialisation,
    start_initialisation,
)
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SiteQueue, SyncJob
from syncjobs.records.writing import lock_records


@dataclass(frozen=True, slots=True)
class Preparation:
    """Where the preparation of a site's data stands.

    `queue_length` counts the records that wait for the site once it succeeded; `cause` says why it
    failed.
    """

    has_ended: bool
    has_failed: bool = False
    queue_length: int = 0
    cause: str = ""


@transaction.atomic
def request_initialisation(
    site_id: int, trigger: JobTrigger = JobTrigger.SITE, requested_by: User | None = None
) -> int:
    """Queues the job that prepares the site's data, or joins the one that runs; returns its id.

    From now on every change is queued for the site. Holding the records' lock for a moment makes
    sure that a change is either there for the job to find, or queued for the site. A job whose site
    was told of no changes meanwhile, because it was given to another machine, begins anew.
    """
    lock_records()
    live = SyncJob.objects.live().filter(site_id=site_id, kind=JobKind.INITIALISE)
    site = Site.objects.filter(pk=site_id, initialisation_status=InitialisationStatus.STARTED)
    # Locked, so that the job cannot end between this look and the next.
    if live.select_for_update().first() is None or not site.exists():
        _open_queue(site_id)
        running = live.filter(status=JobStatus.RUNNING)
        running.update(status=JobStatus.QUEUED, not_before=timezone.now(), rung_at=None)
    if trigger == JobTrigger.ADMINISTRATOR:
        keep_in_history(Site.objects.get(pk=site_id), "Initialised again")
    return queue_job(site_id, JobKind.INITIALISE, trigger, requested_by).pk


@transaction.atomic
def begin_preparation(site_id: int) -> bool:
    """Has changes queued for the site before its data is collected; False when it has that already.

    A job that is tried again by hand comes to a site that waits for nothing, or that failed.
    """
    lock_records()
    site = Site.objects.filter(pk=site_id).only("initialisation_status").first()
    if site is None or site.initialisation_status == InitialisationStatus.COMPLETED:
        return False
    if site.initialisation_status != InitialisationStatus.STARTED:
        _open_queue(site_id)
    return True


@transaction.atomic
def end_preparation(site_id: int) -> None:
    """The site's data is ready.

    What it authored of the central log until now it gets again, because its database is new.
    """
    log = lock_records()
    if complete_initialisation(site_id):
        SiteQueue.objects.filter(site_id=site_id).update(initialised_cursor=log.last_cursor)


def preparation_of(job_id: int) -> Preparation:
    """Where the job with this id stands."""
    job = SyncJob.objects.filter(pk=job_id).only("status", "site_id", "error_message").first()
    if job is None:
        return Preparation(has_ended=True, has_failed=True, cause="The site was deleted.")
    if job.is_live:
        return Preparation(has_ended=False)
    if job.status != JobStatus.SUCCEEDED:
        return Preparation(has_ended=True, has_failed=True, cause=job.error_message)
    queue = SiteQueue.objects.filter(site_id=job.site_id).values_list("length", flat=True)
    return Preparation(has_ended=True, queue_length=queue.first() or 0)


def settle_initialisation(site_id: int) -> bool:
    """Makes a site that is said to be prepared, while nothing prepares it, one whose data failed.

    Otherwise it would wait for data that never comes. Returns whether it was so.
    """
    with transaction.atomic():
        # The lock keeps a request for a new job from coming in between.
        lock_records()
        jobs = SyncJob.objects.filter(site_id=site_id, kind=JobKind.INITIALISE)
        return not jobs.live().exists() and fail_initialisation(site_id)


def settle_initialisations() -> int:
    """Settles every site that nothing prepares any more; returns how many."""
    started = Site.objects.filter(initialisation_status=InitialisationStatus.STARTED)
    live = SyncJob.objects.live().filter(kind=JobKind.INITIALISE)
    lost = started.exclude(pk__in=live.values("site_id")).values_list("pk", flat=True)
    return sum(settle_initialisation(site_id) for site_id in lost)


def _open_queue(site_id: int) -> None:
    SiteQueue.objects.get_or_create(site_id=site_id)
    start_initialisation(site_id)
