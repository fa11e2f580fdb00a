"""To which followed sync a call of a site belongs."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from sites.models import Site
from sites.site_facts import SiteFacts
from syncjobs.choices import JobKind, JobStatus, JobTrigger, StepName
from syncjobs.following.ending import fail_watched
from syncjobs.following.errors import began_again
from syncjobs.following.flag import lower_flag, raise_flag
from syncjobs.following.followed import SEEN, Followed
from syncjobs.following.room import ROOM
from syncjobs.models import SyncJob, SyncStep

LOOKS: Final = 3


def followed_sync(facts: SiteFacts, name: StepName, *, has_work: bool) -> Followed | None:
    """The sync to which the site's call for this step belongs, its job locked; None without one.

    A call that moves something begins a sync where none is. One that moves nothing only takes part
    in a sync that is there. A job that a worker has is left to the worker. A call for a step that
    the followed sync has passed ends that one: the site has begun again.
    """
    for _ in range(LOOKS):
        job = _locked(facts.id)
        if job is not None and job.status == JobStatus.FOLLOWING:
            followed = Followed.load(job)
            if not followed.is_past(name, has_work=has_work):
                return followed
            fail_watched(job, began_again(followed.present_step))
        elif job is not None:
            return _taken_over(job, name, has_work=has_work)
        if not has_work or _is_rest_of_cancelled(facts.id, name):
            lower_flag([facts.id] if facts.is_followed else [])
            return None
        if (begun := _begun(facts.id)) is not None:
            return begun
    return None


def sync_under_way(site_id: int) -> Followed | None:
    """The followed sync of the site, its job locked; None without one."""
    job = _locked(site_id)
    return Followed.load(job) if job is not None and job.status == JobStatus.FOLLOWING else None


def _locked(site_id: int) -> SyncJob | None:
    jobs = SyncJob.objects.live().filter(site_id=site_id, kind=JobKind.SYNC)
    return jobs.select_for_update().first()


def _taken_over(job: SyncJob, name: StepName, *, has_work: bool) -> Followed | None:
    """Follows the site for which the job waited, from its call on."""
    # A sync of which only the end is left began before anybody asked for one.
    if job.status != JobStatus.EXPECTING or (name == StepName.PULL_REMOTE and not has_work):
        return None
    now = timezone.now()
    SyncJob.objects.filter(pk=job.pk, status=JobStatus.EXPECTING).update(
        status=JobStatus.FOLLOWING,
        attempt=F("attempt") + 1,
        started_at=now,
        heartbeat_at=now,
        error_code="",
        error_message="",
        error_detail="",
        note="",
    )
    job.refresh_from_db()
    followed = Followed.load(job)
    followed.say("The site called; its sync is followed.")
    return followed


def _begun(site_id: int) -> Followed | None:
    """A new job that follows the site; None without room, or when another call made one now."""
    if not ROOM.take():
        return None
    now = timezone.now()
    try:
        with transaction.atomic():
            job = SyncJob.objects.create(
                site_id=site_id,
                kind=JobKind.SYNC,
                trigger=JobTrigger.SITE,
                status=JobStatus.FOLLOWING,
                attempt=1,
                not_before=now,
                started_at=now,
                heartbeat_at=now,
            )
            raise_flag([site_id])
    except IntegrityError:
        return None
    return Followed(job, {})


def _is_rest_of_cancelled(site_id: int, name: StepName) -> bool:
    """Whether the call goes on with a sync that somebody does not want to see followed any more.

    It does until the site was through, began again, or was silent for as long as a sync may be.
    """
    jobs = SyncJob.objects.filter(site_id=site_id, kind=JobKind.SYNC)
    job = jobs.order_by("-pk").first()
    if job is None or job.status != JobStatus.CANCELLED or job.finished_at is None:
        return False
    silence = timedelta(seconds=settings.SYNC_SILENCE_SECONDS)
    if timezone.now() - job.finished_at > silence or not job.attempt:
        return False
    if Site.objects.filter(pk=site_id, last_success_at__gt=job.finished_at).exists():
        return False
    names = set(
        SyncStep.objects.filter(job=job, attempt=job.attempt).values_list("name", flat=True)
    )
    last = max((SEEN.index(seen) for seen in SEEN if seen in names), default=len(SEEN))
    return SEEN.index(name) >= last
