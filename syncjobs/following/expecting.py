"""Syncs that wait for the site's next call, because nobody can call the site."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus
from syncjobs.following.flag import in_chunks, lower_flag, raise_flag
from syncjobs.following.spans import in_words
from syncjobs.jobs.job_lines import say
from syncjobs.models import SyncJob

NO_URL: Final = "The portal knows no URL of the site."


@transaction.atomic
def expect_site(job_id: int, attempt: int, note: str) -> bool:
    """Hands a running sync over to the site's own calls; `note` tells people why.

    False when the job is not this run's any more, or somebody asked it to stop; the run's heartbeat
    then raises what is the case.
    """
    row = SyncJob.objects.filter(
        pk=job_id, status=JobStatus.RUNNING, attempt=attempt, cancel_requested_at__isnull=True
    )
    if not row.update(status=JobStatus.EXPECTING, heartbeat_at=timezone.now(), note=note):
        return False
    raise_flag(SyncJob.objects.filter(pk=job_id).values_list("site_id", flat=True))
    say(job_id, attempt, f"{note} The site's next call is waited for.")
    return True


@transaction.atomic
def reach_again(job_id: int) -> bool:
    """Has a worker try to call the site at once, for whose call the sync waits.

    False when it does not wait for its site, or the site has no URL.
    """
    waiting = SyncJob.objects.filter(pk=job_id, status=JobStatus.EXPECTING).exclude(site__url="")
    site_ids = list(waiting.values_list("site_id", flat=True))
    row = SyncJob.objects.filter(pk=job_id, status=JobStatus.EXPECTING)
    if not site_ids or not row.update(
        status=JobStatus.QUEUED, not_before=timezone.now(), rung_at=None, note=""
    ):
        return False
    lower_flag(site_ids)
    return True


def new_sync(job: SyncJob, uncallable: Collection[int]) -> SyncJob:
    """The unsaved sync, made to wait for its site if that is one of `sites_without_url`."""
    if job.site_id in uncallable:
        job.status, job.note, job.heartbeat_at = JobStatus.EXPECTING, NO_URL, timezone.now()
    return job


def sites_without_url(site_ids: Sequence[int]) -> set[int]:
    """Those of these sites that nobody can call.

    Whoever makes syncs wait for them raises their flag.
    """
    found: set[int] = set()
    for part in in_chunks(site_ids):
        sites = Site.objects.filter(pk__in=part, url="").order_by()
        found.update(sites.values_list("pk", flat=True))
    return found


def waiting_sentence(site: Site, now: datetime | None = None) -> str:
    """When the call for which a sync waits can be expected; as of `now`, so it is never kept."""
    usually = "calls by itself"
    if site.usual_interval:
        interval = max(site.usual_interval, timedelta(seconds=1))
        usually = f"usually calls every {in_words(interval)}"
    if site.last_seen_at is None:
        return f"The site {usually}; it was never seen."
    seen = in_words((now or timezone.now()) - site.last_seen_at)
    return f"The site {usually}, last seen {seen} ago."
