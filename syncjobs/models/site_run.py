"""The table of what syncs know of the runs at their sites."""

from django.db import models

from syncjobs.models.job import SyncJob


class SiteRun(models.Model):
    """The run at the site that a sync job has asked for, in case that its worker dies meanwhile.

    A site tells its runs apart by the moment at which they started, by its own clock. `earlier` is
    that of the newest run before the job asked, None before the first; `asked_at` is when the site
    had been asked; `started` is that of the job's own run, once it was seen.
    """

    job = models.OneToOneField(
        SyncJob, on_delete=models.CASCADE, related_name="site_run", primary_key=True
    )
    earlier = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"run at the site of job {self.job_id}"
