"""What a tick of the schedule does for jobs."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs.choices import JobStatus, StepName, Verdict
from syncjobs.doorbell import waiting_bell_count
from syncjobs.jobs import sweeping
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import cancel_job
from syncjobs.jobs.sweeping import (
    RING_AGAIN_AFTER,
    prune_ended_jobs,
    reap_silent_jobs,
    ring_due_jobs,
)
from syncjobs.models import SyncJob
from tests.support.servers import ValkeyServer
from tests.syncjobs.far_side import a_job, a_site, fresh, steps_of

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.JOB_ATTEMPTS, settings.JOB_RETRY_SECONDS = 2, 10
    settings.JOB_SILENCE_SECONDS, settings.JOB_RETENTION_DAYS = 60, 30


def a_silent_job(attempt: int = 1) -> tuple[SyncJob, JobRun]:
    """A job whose run took it long ago and has not been heard of since."""
    job = a_job(a_site(), attempt=attempt - 1)
    run = JobRun.claim(job.pk)
    assert run is not None
    SyncJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - 2 * A_MINUTE)
    return job, run


def test_it_rings_for_a_job_that_nobody_rang_for(valkey: ValkeyServer) -> None:
    job = a_job(a_site())
    assert ring_due_jobs() == 1
    assert fresh(job).rung_at is not None


def test_it_rings_no_more_while_enough_bells_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "RING_AT_ONCE", 2)
    jobs = [a_job(a_site(f"Site {n}", f"S{n}")) for n in range(3)]
    assert (ring_due_jobs(), ring_due_jobs(), waiting_bell_count()) == (2, 0, 2)
    assert [fresh(job).rung_at is None for job in jobs].count(True) == 1


def test_it_rings_first_for_those_that_were_never_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "RING_AT_ONCE", 1)
    long_ago = timezone.now() - 2 * RING_AGAIN_AFTER
    a_job(a_site("Rung", "R"), rung_at=long_ago, not_before=long_ago)
    job = a_job(a_site("Never rung", "N"))
    assert ring_due_jobs() == 1
    assert fresh(job).rung_at is not None


def test_it_gives_a_worker_time_to_hear_the_bell() -> None:
    job = a_job(a_site(), rung_at=timezone.now())
    assert ring_due_jobs() == 0
    SyncJob.objects.filter(pk=job.pk).update(rung_at=timezone.now() - 2 * RING_AGAIN_AFTER)
    assert ring_due_jobs() == 1


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.FAILED])
def test_it_does_not_ring_for_what_does_not_wait(status: JobStatus) -> None:
    a_job(a_site(), status=status)
    assert ring_due_jobs() == 0


def test_it_does_not_ring_before_the_pause_is_over() -> None:
    a_job(a_site(), not_before=timezone.now() + A_MINUTE)
    assert ring_due_jobs() == 0


def test_it_leaves_a_running_job_that_shows_life() -> None:
    job = a_job(a_site())
    JobRun.claim(job.pk)
    assert (reap_silent_jobs(), fresh(job).status) == (0, JobStatus.RUNNING)


def test_it_queues_the_job_of_a_dead_worker_again() -> None:
    job, _ = a_silent_job()
    assert reap_silent_jobs() == 1
    assert (fresh(job).status, fresh(job).error_code) == ("queued", "worker_lost")
    assert (fresh(job).rung_at, fresh(job).not_before > timezone.now()) == (None, True)
    line = job.lines.get()
    assert (line.attempt, "The worker was lost" in line.text) == (1, True)


def test_it_fails_the_job_of_a_dead_worker_when_no_try_is_left() -> None:
    job, _ = a_silent_job(attempt=2)
    assert reap_silent_jobs() == 1
    assert (fresh(job).status, fresh(job).error_code) == ("failed", "worker_lost")


def test_it_cancels_the_job_of_a_dead_worker_that_was_to_stop() -> None:
    job, _ = a_silent_job()
    cancel_job(job.pk)
    assert reap_silent_jobs() == 1
    assert (fresh(job).status, fresh(job).finished_at is None) == ("cancelled", False)


def test_it_ends_the_step_of_a_dead_worker() -> None:
    job = a_job(a_site())
    run = JobRun.claim(job.pk)
    assert run is not None
    with run.step(StepName.SERVER_ANSWERS) as step:
        SyncJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - 2 * A_MINUTE)
        reap_silent_jobs()
        step.passed("Too late.")
    assert steps_of(job) == [(StepName.SERVER_ANSWERS, Verdict.FAILED)]
    assert "lost" in job.steps.get().message


def test_it_leaves_a_run_that_showed_life_meanwhile() -> None:
    job, run = a_silent_job()
    run.heartbeat()
    assert (reap_silent_jobs(), fresh(job).status) == (0, JobStatus.RUNNING)


def test_it_deletes_old_jobs_but_keeps_the_newest_of_each_site() -> None:
    long_ago = timezone.now() - timedelta(days=31)
    for name in ("Alpha", "Beta"):
        site = a_site(name, name)
        for _ in range(3):
            a_job(site, status=JobStatus.SUCCEEDED, finished_at=long_ago)
    newest = {SyncJob.objects.filter(site__name=name).latest("id").pk for name in ("Alpha", "Beta")}
    assert prune_ended_jobs() == 4
    assert set(SyncJob.objects.values_list("pk", flat=True)) == newest


def test_it_deletes_nothing_that_is_young_or_lives() -> None:
    site = a_site()
    a_job(site, status=JobStatus.FAILED, finished_at=timezone.now())
    a_job(site, status=JobStatus.RUNNING)
    assert prune_ended_jobs() == 0
