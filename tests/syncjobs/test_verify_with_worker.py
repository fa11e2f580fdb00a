"""The verification by a real worker, with a real Valkey, web server and far side."""

from dataclasses import replace
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, JobTrigger, Verdict
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.jobs.scheduling import cancel_job, queue_job, queue_jobs
from syncjobs.models import SyncJob
from tests.central_server import CentralServer, Fault
from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.conftest import StartCentral
from tests.syncjobs.far_side import a_central, a_job, a_site, fresh, steps_of

SECONDS = 30.0


@pytest.fixture
def central_server(
    celery_worker_process: CeleryWorker, portal_server: PortalServer, start_central: StartCentral
) -> CentralServer:
    """A healthy central server that has the tick, with a worker to verify it."""
    server = start_central(legacy_url=portal_server.url, site_name="Central")
    a_central(server.url)
    return server


def queue(site: Site) -> SyncJob:
    return queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)


def sweep() -> None:
    """Sends what the scheduler sends at every tick."""
    current_app.send_task(SWEEP_TASK)


def wait_until(job: SyncJob, status: JobStatus) -> None:
    wait_for(lambda: fresh(job).status == status, SECONDS, f"{status} of the job")


def wait_for_request(server: CentralServer) -> None:
    wait_for(server.paths, SECONDS, "A request of the worker")


def become(server: CentralServer, fault: Fault) -> None:
    server.behaviour = replace(server.behaviour, fault=fault)


def connections_named(name: str) -> int:
    """How many connections PostgreSQL has from programs that were started with this PGAPPNAME."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name])
        count: int = cursor.fetchone()[0]
        return count


def test_it_succeeds(central_server: CentralServer) -> None:
    job = queue(a_site())
    wait_until(job, JobStatus.SUCCEEDED)
    assert fresh(job).celery_task_id
    assert [name for name, verdict in steps_of(job) if verdict == Verdict.FAILED] == []
    assert central_server.called_back[0].status == 200


def test_it_works_through_many_sites(central_server: CentralServer) -> None:
    sites = [a_site(f"Site {number}", f"S{number}").pk for number in range(20)]
    queue_jobs(sites, JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
    ended = SyncJob.objects.filter(site__in=sites, status=JobStatus.SUCCEEDED)
    wait_for(lambda: ended.count() == 20, SECONDS, "The end of 20 jobs")
    assert set(ended.values_list("attempt", flat=True)) == {1}


def test_it_verifies_a_changed_central_server_at_the_next_tick(
    central_server: CentralServer,
) -> None:
    sweep()
    wait_for(SyncJob.objects.exists, SECONDS, "A job of the sweep")
    job = SyncJob.objects.get()
    assert (job.site.name, job.trigger) == ("Central", JobTrigger.CHANGE)
    wait_until(job, JobStatus.SUCCEEDED)


def test_it_runs_a_job_that_nobody_rang_for(central_server: CentralServer) -> None:
    job = a_job(a_site())
    sweep()
    wait_until(job, JobStatus.SUCCEEDED)


def test_it_is_cancelled_while_it_runs(central_server: CentralServer) -> None:
    become(central_server, Fault.SILENT)
    job = queue(a_site())
    wait_for_request(central_server)
    assert cancel_job(job.pk) == JobStatus.RUNNING
    central_server.ended.set()
    wait_until(job, JobStatus.CANCELLED)


def test_it_runs_again_after_its_worker_was_killed(
    central_server: CentralServer, celery_worker_process: CeleryWorker
) -> None:
    become(central_server, Fault.SILENT)
    job = queue(a_site())
    wait_for_request(central_server)
    celery_worker_process.kill()
    assert (fresh(job).status, steps_of(job)[-1]) == ("running", ("server_answers", ""))

    become(central_server, Fault.NONE)
    celery_worker_process.start()
    SyncJob.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    sweep()
    wait_for(lambda: fresh(job).error_code == "worker_lost", SECONDS, "The reaping of the job")
    assert fresh(job).status == JobStatus.QUEUED

    SyncJob.objects.update(not_before=timezone.now())
    sweep()
    wait_until(job, JobStatus.SUCCEEDED)
    assert (fresh(job).attempt, fresh(job).error_code) == (2, "")
    assert job.steps.filter(attempt=1).last().verdict == Verdict.FAILED  # type: ignore[union-attr]


def test_it_runs_a_job_that_was_queued_while_the_broker_was_away(
    central_server: CentralServer, valkey: ValkeyServer
) -> None:
    valkey.stop()
    job = queue(a_site())
    assert (fresh(job).status, fresh(job).rung_at) == ("queued", None)
    valkey.start()
    sweep()
    wait_until(job, JobStatus.SUCCEEDED)


def test_it_finishes_a_job_while_the_broker_is_away(
    central_server: CentralServer, valkey: ValkeyServer
) -> None:
    become(central_server, Fault.SILENT)
    job = queue(a_site())
    wait_for_request(central_server)
    valkey.kill()
    central_server.ended.set()
    wait_for(lambda: fresh(job).status != JobStatus.RUNNING, SECONDS, "The end of the try")
    assert fresh(job).error_code == "central_connection_lost"


def test_it_keeps_no_database_connection_between_jobs(
    central_server: CentralServer,
    celery_worker_process: CeleryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL counts its connections.")
    monkeypatch.setitem(celery_worker_process.environment, "PGAPPNAME", "this-worker")
    celery_worker_process.stop()
    celery_worker_process.start()
    become(central_server, Fault.SILENT)
    job = queue(a_site())
    wait_for_request(central_server)
    assert connections_named("this-worker") == 1
    central_server.ended.set()
    wait_for(lambda: fresh(job).status != JobStatus.RUNNING, SECONDS, "The end of the try")
    wait_for(lambda: connections_named("this-worker") == 0, SECONDS, "The end of the connection")
