"""Syncs that have ended, with what they moved."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, JobTrigger, StepName
from syncjobs.models import SyncJob, SyncStep


def a_sync(site: Site, status: JobStatus = JobStatus.SUCCEEDED, **values: Any) -> SyncJob:
    """A sync in this state, which ended now unless `values` say otherwise."""
    now = timezone.now()
    columns = {"not_before": now, "attempt": 1, "finished_at": now, "started_at": now}
    columns |= {"trigger": JobTrigger.SITE} | values
    return SyncJob.objects.create(site=site, kind=JobKind.SYNC, status=status, **columns)


def moved(job: SyncJob, name: StepName, done: int, attempt: int = 1) -> SyncStep:
    """A step of the sync that moved so many records."""
    return SyncStep.objects.create(
        job=job, attempt=attempt, name=name, started_at=timezone.now(), done=done, total=done
    )


def ended_at(site: Site, moment: datetime, **values: Any) -> SyncJob:
    """A sync that ended at that moment."""
    return a_sync(site, finished_at=moment, **values)
