"""Which verifications are due by themselves: after a change of the central server, and daily."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sites.central_server import present_central_server
from syncjobs.choices import JobKind, JobTrigger
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SyncJob


def queue_due_verification() -> SyncJob | None:
    """Queues a verification of the central server when its URL or tick changed, or it is time.

    What is due is read from the rows, so it does not matter through which door the change came,
    nor whether somebody was told of it.
    """
    central = present_central_server()
    if central is None:
        return None
    last = SyncJob.objects.filter(site=central, kind=JobKind.VERIFY).order_by("-id").first()
    changed_at = central.central_changed_at
    if changed_at is not None and (last is None or last.created_at < changed_at):
        return queue_job(central.pk, JobKind.VERIFY, JobTrigger.CHANGE)
    oldest = timezone.now() - timedelta(hours=settings.VERIFY_EVERY_HOURS)
    if last is None or last.created_at < oldest:
        return queue_job(central.pk, JobKind.VERIFY, JobTrigger.SCHEDULE)
    return None
