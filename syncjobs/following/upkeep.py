"""What a tick of the schedule does for syncs that are followed or waited for."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus, StepName
from syncjobs.following.beginning import change_followed
from syncjobs.following.ending import end_watched
from syncjobs.following.errors import did_not_call, went_silent
from syncjobs.following.followed import Followed, followed_sync
from syncjobs.following.going_on import settle_integration
from syncjobs.following.preparing import settle_preparation
from syncjobs.models import PushedBatch, SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet

AT_ONCE: Final = 500


def settle_beside() -> int:
    """Ends steps whose end is the portal's own, of sites that do not call now; returns how many.

    The data of a site is prepared, and a push is integrated, while the site may say nothing.
    """
    waits = PushedBatch.objects.complete().filter(site=OuterRef("site"))
    settled = _with_open_step(StepName.PREPARE).exclude(Exists(_initialising()))
    settled |= _with_open_step(StepName.INTEGRATE).exclude(Exists(waits))
    site_ids = list(settled.values_list("site_id", flat=True)[:AT_ONCE])
    for site_id in site_ids:
        change_followed(site_id, _settle)
    return len(site_ids)


def end_silent_syncs() -> int:
    """Fails followed syncs of sites that said nothing for SYNC_SILENCE_SECONDS; returns how many.

    A site whose data is being prepared has nothing to say.
    """
    silence = timedelta(seconds=settings.SYNC_SILENCE_SECONDS)
    since = timezone.now() - silence
    silent = SyncJob.objects.filter(status=JobStatus.FOLLOWING, heartbeat_at__lt=since)
    silent = silent.exclude(Exists(_initialising())).order_by("heartbeat_at")
    site_ids = list(silent.values_list("site_id", flat=True)[:AT_ONCE])
    return sum(_end_silent(site_id, since, silence) for site_id in site_ids)


def end_vain_waits() -> int:
    """Fails syncs that waited SYNC_WAIT_HOURS for a call of their site; returns how many.

    No sync of the site has failed by that: its times say that it is late or down.
    """
    wait = timedelta(hours=settings.SYNC_WAIT_HOURS)
    waiting = SyncJob.objects.filter(
        status=JobStatus.EXPECTING, heartbeat_at__lt=timezone.now() - wait
    )
    return sum(
        end_watched(job, did_not_call(wait)) for job in waiting.order_by("heartbeat_at")[:AT_ONCE]
    )


def _settle(sync: Followed) -> None:
    settle_integration(sync)
    settle_preparation(sync)


def _end_silent(site_id: int, since: datetime, silence: timedelta) -> bool:
    sync = followed_sync(site_id)
    if sync is None or sync.was_heard(since):
        return False
    sync.fail(went_silent(sync.present_step, silence))
    return sync.keep()


def _with_open_step(name: StepName) -> SyncJobQuerySet:
    steps = SyncStep.objects.filter(
        job=OuterRef("pk"), attempt=OuterRef("attempt"), name=name, finished_at__isnull=True
    )
    return SyncJob.objects.filter(Exists(steps), status=JobStatus.FOLLOWING).order_by()


def _initialising() -> SyncJobQuerySet:
    return SyncJob.objects.live().filter(site=OuterRef("site"), kind=JobKind.INITIALISE)
