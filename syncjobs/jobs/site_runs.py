"""What is kept of a sync at a site, so that another worker can go on with it."""

from datetime import datetime

from django.utils import timezone

from syncjobs.clients.remote_replies import SyncStatus
from syncjobs.models import SiteRun


def site_run_of(job_id: int) -> SiteRun | None:
    """What an earlier try of the job has left."""
    return SiteRun.objects.filter(pk=job_id).first()


def remember_earlier(job_id: int, newest: SyncStatus | None) -> SiteRun:
    """Keeps the newest run before the job asks for one; what an earlier try kept stays."""
    earlier = newest.summary.started if newest else None
    return SiteRun.objects.get_or_create(pk=job_id, defaults={"earlier": earlier})[0]


def remember_asking(run: SiteRun) -> None:
    """Keeps that the site has been asked to sync: it must not be asked twice."""
    run.asked_at = timezone.now()
    run.save(update_fields=["asked_at"])


def remember_started(run: SiteRun, started: datetime) -> None:
    """Keeps which run of the site is the job's."""
    if run.started is None:
        run.started = started
        run.save(update_fields=["started"])


def is_its_run(run: SiteRun, newest: SyncStatus | None) -> bool:
    """Whether the newest run of the site is the job's: another one than before it asked."""
    if newest is None:
        return False
    if run.started is not None:
        return newest.summary.started == run.started
    return newest.summary.started != run.earlier
