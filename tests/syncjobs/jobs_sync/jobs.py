"""Sync jobs of “District 12”, run here and now or by a worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from sites.models import Site
from syncjobs.choices import JobKind, JobStatus
from syncjobs.jobs import runner
from syncjobs.models import SyncJob, SyncStep
from tests.remote_site import RemoteSite
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import a_job, a_site, fresh, run

SECONDS = 30.0


def register_with(server: RemoteSite) -> None:
    """Registers “District 12” at the server's URL; its store is active there."""
    site = a_site()
    Site.objects.filter(pk=site.pk).update(url=server.url)
    server.behaviour.stores = tuple(site.stores.values_list("pk", flat=True))


def the_site() -> Site:
    """The site as it stands."""
    return Site.objects.get(name="District 12")


def a_sync(**values: object) -> SyncJob:
    """A sync that nobody was rung for."""
    job = a_job(the_site(), **values)
    SyncJob.objects.filter(pk=job.pk).update(kind=JobKind.SYNC)
    return fresh(job)


def synced() -> SyncJob:
    """A sync, run here and now."""
    return run(a_sync())


@contextmanager
def running(job: SyncJob) -> Iterator[SyncJob]:
    """The job runs in a thread during the block; afterwards it has ended."""

    def work() -> None:
        try:
            runner.run_job(job.pk)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield job
    finally:
        thread.join(SECONDS)
    assert not thread.is_alive()


def lines_of(job: SyncJob) -> list[str]:
    """What the job has said."""
    return list(job.lines.values_list("text", flat=True))


def step_of(job: SyncJob, name: str) -> SyncStep:
    """A step of the last try."""
    return SyncStep.objects.get(job=job, attempt=fresh(job).attempt, name=name)


def wait_for_step(job: SyncJob, name: str) -> None:
    """Waits until the job is in this step."""
    rows = SyncStep.objects.filter(job=job, name=name)
    wait_for(rows.exists, SECONDS, f"The step {name}")


def wait_for_status(job: SyncJob, status: JobStatus) -> SyncJob:
    """Waits until the job is in this state; the job then."""
    wait_for(lambda: fresh(job).status == status, SECONDS, f"{status} of the job")
    return fresh(job)
