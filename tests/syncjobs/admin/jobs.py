"""Jobs in every state that the admin shows."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus, StepName, Verdict
from syncjobs.models import SyncJob, SyncStep
from tests.syncjobs.far_side import a_job

JOBS = "/admin/syncjobs/syncjob/"


def page_of(job: SyncJob, act: str = "change") -> str:
    """The page of the job, or of one of its acts."""
    return f"{JOBS}{job.pk}/{act}/"


def ended(site: Site, status: JobStatus = JobStatus.FAILED, **values: Any) -> SyncJob:
    """A job that has run for 2.5 seconds."""
    now = timezone.now()
    times = {"started_at": now - timedelta(seconds=2.5), "finished_at": now, "attempt": 1}
    return a_job(site, status=status, **times | values)


def with_step(job: SyncJob, name: StepName, verdict: Verdict | str, **texts: str) -> SyncStep:
    """Adds a step to the last try of the job."""
    now = timezone.now()
    finished = {"finished_at": now} if verdict else {}
    return SyncStep.objects.create(
        job=job,
        attempt=job.attempt,
        name=name,
        verdict=verdict,
        started_at=now,
        **finished,
        **texts,
    )
