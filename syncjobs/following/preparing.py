"""The step in which the portal prepares the data of a site that initialises."""

from syncjobs.choices import JobKind, JobStatus, StepName
from syncjobs.following.errors import not_prepared
from syncjobs.following.followed import Followed
from syncjobs.models import SyncJob


def settle_preparation(sync: Followed) -> None:
    """Ends the step with the job that prepares the data; a failure of that job ends the sync."""
    job = _preparing_job(sync)
    if job is None or job.is_live:
        return
    if job.status == JobStatus.SUCCEEDED:
        sync.show_life()
        sync.finish(StepName.PREPARE, "The site's data is ready.")
    else:
        sync.fail(not_prepared(job.error_code, job.error_message))


def is_prepared(sync: Followed) -> bool:
    """Whether the data was prepared while the step is still open."""
    job = _preparing_job(sync)
    return job is not None and job.status == JobStatus.SUCCEEDED


def _preparing_job(sync: Followed) -> SyncJob | None:
    if not sync.is_open(StepName.PREPARE):
        return None
    jobs = SyncJob.objects.filter(site_id=sync.site_id, kind=JobKind.INITIALISE)
    return jobs.order_by("-pk").first()
