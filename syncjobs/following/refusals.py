"""Syncs that failed before they began: the site was refused (protocol 2.2).

A refused call writes no job, because it would come again with every call. The tick of the schedule
looks which sites are refused, and keeps one failed sync of each in a day.
"""

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from sites.errors import SiteIncorrectHardwareIdError
from sites.models import Site
from sites.refusals import last_refusal_of
from sites.sync_outcome import record_sync_failure
from syncjobs.choices import ENDED_STATUSES, JobKind, JobStatus, JobTrigger
from syncjobs.errors import JobFailedError
from syncjobs.following.ending import refuse_watched
from syncjobs.jobs.job_lines import say
from syncjobs.models import SyncJob

AT_ONCE: Final = 500
# The same refusal is the same failed sync for so long; it is brought up to date so often.
SAME_FOR: Final = timedelta(days=1)
RENEWED_AFTER: Final = timedelta(minutes=30)


def record_refused_syncs() -> int:
    """Makes failed syncs of the sites that were refused since their last one; returns how many."""
    # Those that are refused for longest come first, so that none is passed over for ever.
    refused = _refused().order_by("last_attempt_at")[:AT_ONCE]
    site_ids = [site_id for site_id, _ in refused]
    return _record(site_ids) if site_ids else 0


@transaction.atomic
def _record(site_ids: Sequence[int]) -> int:
    _lock_live_syncs(site_ids)
    sites = Site.objects.filter(pk__in=site_ids).order_by("pk")
    # Two ticks at once: the second waits here, and then finds what the first has written. Without
    # the key, so that rows that only name these sites can be written meanwhile.
    locked = list(sites.select_for_update(no_key=True).values_list("pk", flat=True))
    newest = dict(_refused().filter(pk__in=locked))
    jobs = SyncJob.objects.in_bulk([pk for pk in newest.values() if pk is not None])
    return sum(
        _record_one(site, jobs.get(newest[site.pk]))
        for site in Site.objects.filter(pk__in=newest).order_by()
    )


def _lock_live_syncs(site_ids: Sequence[int]) -> None:
    """Before their sites, as the calls of the sites do: nobody waits for another in a circle."""
    live = SyncJob.objects.live().filter(site__in=site_ids, kind=JobKind.SYNC).order_by("pk")
    list(live.select_for_update().values_list("pk", flat=True))


def _record_one(site: Site, newest: SyncJob | None) -> bool:
    reason = last_refusal_of(site)
    error = JobFailedError(reason.code, reason.text, reason.advice)
    if newest is not None and newest.is_live:
        return refuse_watched(newest, error)
    if newest is not None and _is_same(newest, reason.code):
        return _renew(newest, site)
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.SYNC,
        trigger=JobTrigger.SITE,
        status=JobStatus.FAILED,
        attempt=1,
        not_before=now,
        finished_at=now,
        error_code=reason.code,
        error_message=str(error),
    )
    say(job.pk, job.attempt, reason.text)
    record_sync_failure(site.pk, reason.code, str(error))
    return True


def _renew(job: SyncJob, site: Site) -> bool:
    since = job.created_at.astimezone(UTC)
    return bool(
        SyncJob.objects.filter(pk=job.pk, finished_at=job.finished_at).update(
            finished_at=site.last_attempt_at,
            note=f"Refused again and again since {since:%d %B %Y, %H:%M} UTC.",
        )
    )


def _is_same(job: SyncJob, code: str) -> bool:
    """Whether the job is the one of an earlier refusal for this reason."""
    is_refusal = job.status == JobStatus.FAILED and job.trigger == JobTrigger.SITE
    is_refusal = is_refusal and job.started_at is None and job.error_code == code
    return is_refusal and timezone.now() - job.created_at < SAME_FOR


def _refused() -> QuerySet[Site, tuple[int, int | None]]:
    """The ids of sites that were refused since the end of their newest sync, with that sync's.

    A machine that is not the site's does not end the sync that the site's own is at.
    """
    syncs = SyncJob.objects.filter(site=OuterRef("pk"), kind=JobKind.SYNC).order_by("-pk")
    return (
        Site.objects.exclude(last_refusal_code="")
        .annotate(
            newest_job=Subquery(syncs.values("pk")[:1]),
            newest_status=Subquery(syncs.values("status")[:1]),
            newest_code=Subquery(syncs.values("error_code")[:1]),
            newest_sign=Subquery(syncs.values(sign=Coalesce("finished_at", "heartbeat_at"))[:1]),
        )
        .filter(_is_due())
        .values_list("pk", "newest_job")
    )


def _is_due() -> Q:
    """Refused since the end of the newest sync; by the same refusal again, after a while."""
    is_new = Q(last_attempt_at__gt=F("newest_sign"))
    is_renewed = Q(last_attempt_at__gt=F("newest_sign") + Value(RENEWED_AFTER))
    is_same = Q(newest_code=F("last_refusal_code"))
    has_ended = Q(newest_status__in=ENDED_STATUSES)
    by_itself = ~Q(last_refusal_code=SiteIncorrectHardwareIdError.code)
    return (
        Q(newest_job__isnull=True)
        | (has_ended & is_same & is_renewed)
        | (has_ended & ~is_same & is_new)
        | (Q(newest_status=JobStatus.EXPECTING) & is_new)
        | (Q(newest_status=JobStatus.FOLLOWING) & is_new & by_itself)
    )
