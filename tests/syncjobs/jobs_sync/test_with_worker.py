"""Syncs at sites by the real worker of syncs, with a real Valkey, web server and far side."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone
from redis import Redis

from syncjobs.choices import JobKind, JobStatus, JobTrigger, Verdict
from syncjobs.doorbell import JOB_QUEUE, SYNC_QUEUE, waiting_bell_count
from syncjobs.jobs.scheduling import cancel_job, queue_job
from syncjobs.jobs.sweeping import reap_silent_jobs, ring_due_jobs
from syncjobs.models import SyncJob
from tests.remote_site import Plan
from tests.support.servers import CeleryWorker, ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import a_job, a_site, at_the_same_moment, fresh, steps_of
from tests.syncjobs.jobs_sync.conftest import StartSite
from tests.syncjobs.jobs_sync.jobs import (
    SECONDS,
    a_sync,
    lines_of,
    the_site,
    wait_for_status,
    wait_for_step,
)

pytestmark = pytest.mark.django_db(transaction=True)


def queue() -> SyncJob:
    return queue_job(the_site().pk, JobKind.SYNC, JobTrigger.ADMINISTRATOR)


def let_time_pass() -> None:
    """The silence after which a worker counts as dead, and the pause before the next try."""
    SyncJob.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    reap_silent_jobs()
    SyncJob.objects.update(not_before=timezone.now())
    ring_due_jobs()


def test_it_succeeds(start_site: StartSite, sync_worker_process: CeleryWorker) -> None:
    server = start_site()
    job = wait_for_status(queue(), JobStatus.SUCCEEDED)
    assert [verdict for _, verdict in steps_of(job)] == [Verdict.PASSED] * 7
    assert job.celery_task_id
    output = sync_worker_process.output()
    assert not [password for password in server.passwords if password in output]


def test_it_is_begun_once_when_two_administrators_press_at_once(
    start_site: StartSite, sync_worker_process: CeleryWorker
) -> None:
    server = start_site()
    jobs = at_the_same_moment([queue] * 2)
    assert jobs[0] == jobs[1]
    wait_for_status(jobs[0], JobStatus.SUCCEEDED)
    assert SyncJob.objects.count() == len(server.runs) == 1


def test_it_is_begun_when_the_broker_is_back(
    start_site: StartSite, sync_worker_process: CeleryWorker, valkey: ValkeyServer
) -> None:
    server = start_site()
    valkey.stop()
    job = queue()
    assert (fresh(job).status, fresh(job).rung_at) == (JobStatus.QUEUED, None)
    valkey.start()
    wait_for(lambda: ring_due_jobs() == 1, SECONDS, "The bell of the tick")
    wait_for_status(job, JobStatus.SUCCEEDED)
    assert len(server.runs) == 1


def test_a_broker_that_goes_away_in_the_middle_takes_nothing_with_it(
    start_site: StartSite, sync_worker_process: CeleryWorker, valkey: ValkeyServer
) -> None:
    server = start_site(plan=Plan(holds_in="pullRemote"))
    job = queue()
    wait_for_step(job, "pull_remote")
    valkey.stop()
    server.runs[0].is_released = True
    wait_for_status(job, JobStatus.SUCCEEDED)
    valkey.start()
    assert (fresh(job).attempt, len(server.runs)) == (1, 1)


def test_it_goes_on_after_its_worker_was_killed(
    start_site: StartSite, sync_worker_process: CeleryWorker
) -> None:
    server = start_site(plan=Plan(holds_in="pullRemote"))
    job = queue()
    wait_for_step(job, "pull_remote")
    sync_worker_process.kill()
    assert fresh(job).status == JobStatus.RUNNING

    server.runs[0].is_released = True
    let_time_pass()
    sync_worker_process.start()
    job = wait_for_status(job, JobStatus.SUCCEEDED)
    assert (job.attempt, job.error_code) == (2, "")
    assert [verdict for _, verdict in steps_of(job)] == [Verdict.PASSED] * 7
    assert job.steps.filter(attempt=1).last().verdict == Verdict.FAILED  # type: ignore[union-attr]
    assert server.asked.count("manualSync") == 1
    assert "Goes on with the sync for which the site was asked before." in lines_of(job)


def test_it_hands_the_sync_on_when_it_is_stopped(
    start_site: StartSite, sync_worker_process: CeleryWorker
) -> None:
    server = start_site(plan=Plan(holds_in="pullRemote"))
    job = queue()
    wait_for_step(job, "pull_remote")
    assert sync_worker_process.stop() == 0
    assert fresh(job).status == JobStatus.QUEUED

    SyncJob.objects.update(not_before=timezone.now())
    ring_due_jobs()
    sync_worker_process.start()
    wait_for(lambda: fresh(job).status == JobStatus.RUNNING, SECONDS, "The next try")
    server.runs[0].is_released = True
    assert wait_for_status(job, JobStatus.SUCCEEDED).attempt == 2
    assert server.asked.count("manualSync") == 1


def test_it_is_cancelled(start_site: StartSite, sync_worker_process: CeleryWorker) -> None:
    start_site(plan=Plan(holds_in="push"))
    job = queue()
    wait_for_step(job, "push")
    assert cancel_job(job.pk) == JobStatus.RUNNING
    wait_for_status(job, JobStatus.CANCELLED)


def test_it_does_not_hold_up_other_jobs(
    start_site: StartSite,
    sync_worker_process: CeleryWorker,
    celery_worker_process: CeleryWorker,
) -> None:
    server = start_site(plan=Plan(holds_in="push"))
    sync = queue()
    wait_for_step(sync, "push")
    others = [a_site(f"Site {n}", f"S{n}") for n in range(5)]
    jobs = [queue_job(site.pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR) for site in others]
    for job in jobs:
        wait_for_status(job, JobStatus.FAILED)
    assert fresh(sync).status == JobStatus.RUNNING
    server.runs[0].is_released = True
    wait_for_status(sync, JobStatus.SUCCEEDED)


def test_it_has_a_celery_queue_of_its_own(start_site: StartSite, valkey: ValkeyServer) -> None:
    start_site()
    queue()
    a_job(a_site("Other", "OTHER"))
    SyncJob.objects.update(rung_at=None)
    assert ring_due_jobs() == 2
    assert (waiting_bell_count(SYNC_QUEUE), waiting_bell_count(JOB_QUEUE)) == (2, 1)
    broker = Redis(unix_socket_path=valkey.url.removeprefix("redis+socket://"))
    assert (broker.llen("portal:syncs"), broker.llen("portal:jobs")) == (2, 1)
    assert current_app.conf.task_default_queue == JOB_QUEUE


def test_it_rings_for_other_jobs_while_many_syncs_wait(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncjobs.jobs.sweeping.RING_AT_ONCE", 1)
    start_site()
    a_sync()
    assert ring_due_jobs() == 1
    a_job(a_site("Other", "OTHER"))
    assert ring_due_jobs() == 1
