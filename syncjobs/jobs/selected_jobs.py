"""Running many jobs again, and cancelling many."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.jobs.cancelling import cancel_each
from syncjobs.jobs.scheduling import CHUNK, queue_jobs
from syncjobs.models import SyncJob


@transaction.atomic
def retry_failed(job_ids: Sequence[int], requested_by: User | None = None) -> int:
    """Queues the work of those of the jobs that failed again; returns how many jobs are new.

    A site gets one job of a kind, and none where a later one of the kind has succeeded. A URL that
    was not saved is not verified again: nobody may want it any more.
    """
    later = SyncJob.objects.filter(site=OuterRef("site"), kind=OuterRef("kind"))
    succeeded = later.filter(pk__gt=OuterRef("pk"), status=JobStatus.SUCCEEDED)
    failed = SyncJob.objects.filter(~Exists(succeeded), status=JobStatus.FAILED).order_by("pk")
    failed = failed.exclude(kind=JobKind.VERIFY_FIRST)
    sites: dict[str, list[int]] = {}
    for start in range(0, len(job_ids), CHUNK):
        part = failed.filter(pk__in=job_ids[start : start + CHUNK])
        for kind, site_id in part.values_list("kind", "site_id"):
            sites.setdefault(kind, []).append(site_id)
    administrator = JobTrigger.ADMINISTRATOR
    return sum(
        queue_jobs(site_ids, JobKind(kind), administrator, requested_by)
        for kind, site_ids in sites.items()
    )


def cancel_jobs(job_ids: Sequence[int]) -> int:
    """Cancels those of the jobs that have not ended, as `cancel_job` does; returns how many."""
    count = 0
    for start in range(0, len(job_ids), CHUNK):
        live = SyncJob.objects.live().filter(pk__in=job_ids[start : start + CHUNK])
        count += len(cancel_each(live.values_list("pk", flat=True)))
    return count
