"""Syncs that wait for the site's next call, because nobody can call the site."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus
from syncjobs.following.flag import in_chunks, lower_flag, raise_flag
from syncjobs.following.spans import in_words
from syncjobs.jobs.job_lines import say
from syncjobs.models import SyncJob


@transaction.atomic
def expect_site(job_id: int, attempt: int, note: str) -> bool:
    """Hands a running sync over to the site's own calls; `note` tells people what it waits for.

    False when the job is not this run's any more, or somebody asked it to stop; the run's heartbeat
    then raises what is the case.
    """
    row = SyncJob.objects.filter(
        pk=job_id, status=JobStatus.RUNNING, attempt=attempt, cancel_requested_at__isnull=True
    )
    if not row.update(status=JobStatus.EXPECTING, heartbeat_at=timezone.now(), note=note):
        return False
    raise_flag(SyncJob.objects.filter(pk=job_id).values_list("site_id", flat=True))
    say(job_id, attempt, note)
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


def new_sync(job: SyncJob, note: str | None) -> SyncJob:
    """The unsaved sync, made to wait for its site if there is a `note` of `waiting_notes`."""
    if note is not None:
        job.status, job.note, job.heartbeat_at = JobStatus.EXPECTING, note, timezone.now()
    return job


def waiting_notes(site_ids: Sequence[int]) -> dict[int, str]:
    """For what the syncs of these sites wait; those with a URL, which can be called, are left out.

    Whoever makes syncs wait for the site raises the flag of these sites.
    """
    now = timezone.now()
    notes: dict[int, str] = {}
    for part in in_chunks(site_ids):
        sites = Site.objects.filter(pk__in=part, url="").order_by()
        for site in sites.only("usual_interval", "last_contact_at"):
            notes[site.pk] = waiting_note(site, now)
    return notes


def waiting_note(site: Site, now: datetime | None = None) -> str:
    """For what a sync waits that nobody but the site can begin, in a sentence."""
    usually = ""
    if site.usual_interval:
        usually = f", usually every {in_words(max(site.usual_interval, timedelta(seconds=1)))}"
    if site.last_contact_at is None:
        return f"The site calls by itself{usually}; it was never seen."
    seen = in_words((now or timezone.now()) - site.last_contact_at)
    return f"The site calls by itself{usually}; last seen {seen} ago."
