"""Syncs of a site in every state that its page shows."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from sites.models import Site
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, JobTrigger, StepName, Verdict
from syncjobs.models import SyncJob, SyncStep

SITES = "/admin/sites/site/"
ENDED_WELL = 2


def a_sync(site: Site, status: JobStatus = JobStatus.RUNNING, **values: Any) -> SyncJob:
    """A sync whose first try began a moment ago."""
    now = timezone.now()
    columns = {"not_before": now, "started_at": now, "heartbeat_at": now, "attempt": 1}
    return SyncJob.objects.create(
        site=site,
        kind=JobKind.SYNC,
        status=status,
        **columns | {"trigger": JobTrigger.SITE} | values,
    )


def begin(job: SyncJob, name: StepName, done: int | None = None, total: int | None = None) -> None:
    """The step begins, or comes so far."""
    SyncStep.objects.update_or_create(
        job=job,
        attempt=job.attempt,
        name=name,
        defaults={"done": done, "total": total},
        create_defaults={"done": done, "total": total, "started_at": timezone.now()},
    )


def finish(job: SyncJob, name: StepName, verdict: Verdict = Verdict.PASSED, **texts: str) -> None:
    """The step ends."""
    SyncStep.objects.filter(job=job, name=name).update(
        finished_at=timezone.now(), verdict=verdict, **texts
    )


def end(job: SyncJob, status: JobStatus, **values: Any) -> None:
    """The sync ends."""
    columns = {"status": status, "finished_at": timezone.now(), **values}
    SyncJob.objects.filter(pk=job.pk).update(**columns)


def a_failed_sync(site: Site) -> SyncJob:
    """A sync that went well for two steps and failed in the third, as the site told it."""
    now = timezone.now()
    job = a_sync(site, started_at=now - timedelta(seconds=65))
    names = STEPS_OF_KIND[JobKind.SYNC]
    for name in names[:ENDED_WELL]:
        begin(job, name, 5, 5)
        finish(job, name)
    begin(job, names[ENDED_WELL], 10, 1_024)
    advice = "Look at the address of the central server."
    finish(job, names[ENDED_WELL], Verdict.FAILED, message="It cannot connect.", advice=advice)
    end(
        job,
        JobStatus.FAILED,
        error_code="connection_error",
        error_message=f"It cannot connect. {advice}",
        error_detail="ConnectionError { url: http://central, source: tcp connect error }",
    )
    return job


def page_of_site(site: Site, act: str = "change") -> str:
    """The page of the site, or of one of its acts."""
    return f"{SITES}{site.pk}/{act}/"
