"""To which followed sync a call of a site belongs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from sites.models import Site
from sites.site_facts import SiteFacts
from syncjobs.choices import JobKind, JobStatus, StepName
from syncjobs.following.errors import began_again
from syncjobs.following.flag import lower_flag
from syncjobs.following.followed import SEEN, Followed, followed_sync
from syncjobs.following.reading import read_live_sync
from syncjobs.following.room import ROOM
from syncjobs.models import SyncJob, SyncStep

# What a call changes of the sync to which it belongs; done again when it could not be kept.
Change = Callable[[Followed], None]
LOOKS: Final = 3


def follow_call(facts: SiteFacts, name: StepName, change: Change, *, has_work: bool) -> bool:
    """Makes the change to the sync to which the site's call for this step belongs.

    False without one. A call that moves something begins a sync where none is. One that moves
    nothing only takes part in a sync that is there. A job that a worker has is left to the worker.
    A call for a step that the followed sync has passed ends that one: the site has begun again.
    """
    for look in range(LOOKS):
        # Of a site that nobody looks at, the database itself knows whether there is a sync.
        if facts.is_followed or look:
            sync = _present_or_new(facts, name, has_work=has_work)
        else:
            sync = _new(facts.id) if has_work else None
        if sync is None:
            return False
        change(sync)
        if sync.keep():
            return True
    return False


def change_followed(site_id: int, change: Change) -> bool:
    """Makes the change to the sync that follows the site now; False without one."""
    for _ in range(LOOKS):
        sync = followed_sync(site_id)
        if sync is None:
            return False
        change(sync)
        if sync.keep():
            return True
    return False


def _present_or_new(facts: SiteFacts, name: StepName, *, has_work: bool) -> Followed | None:
    row = read_live_sync(facts.id)
    if row is None:
        if has_work and not _is_rest_of_cancelled(facts.id, name):
            return _new(facts.id, although_cancelled=True)
        lower_flag([facts.id] if facts.is_followed else [])
        return None
    # A sync of which only the end is left began before anybody asked for one.
    is_end = name == StepName.PULL_REMOTE and not has_work
    if row.status == JobStatus.EXPECTING:
        return None if is_end else Followed.of(facts.id, row)
    if row.status != JobStatus.FOLLOWING:
        return None
    sync = Followed.of(facts.id, row)
    if not sync.is_past(name, has_work=has_work):
        return sync
    sync.fail(began_again(sync.present_step))
    sync.keep()
    return _new(facts.id) if has_work else None


def _new(site_id: int, *, although_cancelled: bool = False) -> Followed | None:
    """A new sync, if there is room to follow it."""
    if not ROOM.take():
        return None
    return Followed(site_id, although_cancelled=although_cancelled)


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
