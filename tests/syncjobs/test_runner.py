"""Running a job: who may, and what becomes of it."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs.choices import JobKind, JobStatus, StepName, Verdict
from syncjobs.errors import JobFailedError, JobLostError
from syncjobs.jobs import runner
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import cancel_job
from syncjobs.models import JobLine, SyncJob, SyncStep
from tests.syncjobs.far_side import a_job, a_site, at_the_same_moment, fresh, run, steps_of

Work = Callable[[JobRun], None]
SetWork = Callable[[Work], None]
FIRST, SECOND = StepName.DISCOVERY_ANSWER, StepName.V6_ADDRESS


@pytest.fixture
def set_work(monkeypatch: pytest.MonkeyPatch) -> SetWork:
    """Gives verifications other work to do, in this process."""
    return lambda work: monkeypatch.setitem(runner.KINDS, JobKind.VERIFY, work)


def rest(run: JobRun) -> None:
    """Needs nothing to be done."""


def fail(*, may_pass: bool) -> Work:
    def work(run: JobRun) -> None:
        with run.step(FIRST):
            raise JobFailedError("no_pears", "No pears.", "Buy some.", may_pass=may_pass)

    return work


@pytest.mark.django_db
def test_it_succeeds_when_the_work_ends(set_work: SetWork) -> None:
    set_work(rest)
    job = run(a_job(a_site()))
    assert (job.status, job.attempt, job.finished_at is None) == ("succeeded", 1, False)
    assert job.duration is not None


@pytest.mark.django_db
def test_it_keeps_how_each_step_ended(set_work: SetWork) -> None:
    def work(run: JobRun) -> None:
        with run.step(FIRST) as step:
            step.passed("Pears found.")
        with run.step(SECOND) as step:
            step.warn("They are green.", "Wait.")

    set_work(work)
    steps = SyncStep.objects.filter(job=run(a_job(a_site())))
    assert list(steps.values_list("verdict", "message", "advice")) == [
        ("passed", "Pears found.", ""),
        ("warning", "They are green.", "Wait."),
    ]


@pytest.mark.django_db
def test_it_writes_a_line_at_each_begin_and_end(set_work: SetWork) -> None:
    set_work(fail(may_pass=False))
    lines = JobLine.objects.filter(job=run(a_job(a_site())), attempt=1)
    assert list(lines.values_list("text", flat=True)) == [
        "What the site is told: begun.",
        "What the site is told: failed. No pears.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.SUCCEEDED, JobStatus.CANCELLED])
def test_it_leaves_a_job_that_does_not_wait(set_work: SetWork, status: JobStatus) -> None:
    set_work(fail(may_pass=False))
    assert run(a_job(a_site(), status=status)).status == status


@pytest.mark.django_db
def test_it_leaves_a_job_whose_time_has_not_come(set_work: SetWork) -> None:
    set_work(fail(may_pass=False))
    later = timezone.now() + timedelta(minutes=1)
    assert run(a_job(a_site(), not_before=later)).status == JobStatus.QUEUED


@pytest.mark.django_db
def test_it_leaves_a_job_that_is_gone() -> None:
    job = a_job(a_site())
    number = job.pk
    job.delete()
    runner.run_job(number)
    assert not SyncJob.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_runs_once_when_many_take_it_at_the_same_moment(set_work: SetWork) -> None:
    runs: list[int] = []
    set_work(lambda run: runs.append(run.job_id))
    jobs = [a_job(a_site(f"Site {number}", f"S{number}")) for number in range(5)]
    for job in jobs:
        results = at_the_same_moment([lambda: runner.run_job(job.pk)] * 4)  # noqa: B023
        assert results == [None] * 4
    assert runs == [job.pk for job in jobs]


@pytest.mark.django_db
def test_it_queues_again_what_may_pass_with_growing_pauses(
    set_work: SetWork, settings: Settings
) -> None:
    settings.JOB_ATTEMPTS, settings.JOB_RETRY_SECONDS = 3, 10
    set_work(fail(may_pass=True))
    job = a_job(a_site())
    pauses = []
    for _ in range(3):
        SyncJob.objects.filter(pk=job.pk).update(not_before=timezone.now())
        began_at = timezone.now()
        job = run(job)
        pauses.append(round((job.not_before - began_at).total_seconds()))
    assert pauses == [10, 40, 0]
    assert (job.status, job.attempt, job.error_code) == ("failed", 3, "no_pears")


@pytest.mark.django_db
def test_it_keeps_the_last_error_while_it_waits(set_work: SetWork) -> None:
    set_work(fail(may_pass=True))
    job = run(a_job(a_site(), rung_at=timezone.now()))
    assert (job.status, job.error_code, job.rung_at) == ("queued", "no_pears", None)
    assert job.error_message == "No pears. Buy some."
    assert job.waits_to_try_again


@pytest.mark.django_db
def test_it_fails_at_once_when_a_person_is_needed(set_work: SetWork) -> None:
    set_work(fail(may_pass=False))
    job = run(a_job(a_site()))
    assert (job.status, job.attempt, job.error_code) == ("failed", 1, "no_pears")
    assert steps_of(job) == [(FIRST, Verdict.FAILED)]


@pytest.mark.django_db
def test_it_shows_nothing_of_a_defect(set_work: SetWork, caplog: pytest.LogCaptureFixture) -> None:
    def defect(run: JobRun) -> None:
        with run.step(FIRST):
            raise ZeroDivisionError("inside of the portal")

    set_work(defect)
    job = run(a_job(a_site()))
    shown = [job.error_message, *job.steps.values_list("message", flat=True)]
    assert (job.status, job.error_code) == ("failed", "internal_error")
    assert "inside" not in " ".join(shown)
    assert "inside of the portal" in caplog.text


@pytest.mark.django_db
def test_it_stops_before_the_next_step_when_cancelled(set_work: SetWork) -> None:
    def work(run: JobRun) -> None:
        with run.step(FIRST):
            cancel_job(run.job_id)
        with run.step(SECOND):
            pytest.fail("The job went on.")

    set_work(work)
    job = run(a_job(a_site()))
    assert (job.status, job.error_code) == ("cancelled", "")
    assert steps_of(job) == [(FIRST, Verdict.PASSED)]


@pytest.mark.django_db
def test_it_is_not_tried_again_when_it_was_cancelled(set_work: SetWork) -> None:
    def work(run: JobRun) -> None:
        with run.step(FIRST):
            cancel_job(run.job_id)
            raise JobFailedError("no_pears", "No pears.", may_pass=True)

    set_work(work)
    assert run(a_job(a_site())).status == JobStatus.CANCELLED


@pytest.mark.django_db
def test_it_cannot_write_what_was_given_to_another_run() -> None:
    job = a_job(a_site())
    lost = JobRun.claim(job.pk)
    assert lost is not None
    SyncJob.objects.filter(pk=job.pk).update(status=JobStatus.QUEUED)
    JobRun.claim(job.pk)
    with pytest.raises(JobLostError):
        lost.heartbeat()
    assert lost.end(JobStatus.FAILED, "too_late") is False
    assert (fresh(job).status, fresh(job).attempt, fresh(job).error_code) == ("running", 2, "")


@pytest.mark.django_db
def test_it_ends_quietly_when_the_job_was_given_to_another_run(set_work: SetWork) -> None:
    def work(run: JobRun) -> None:
        SyncJob.objects.filter(pk=run.job_id).update(attempt=run.attempt + 1)
        with run.step(FIRST):
            pytest.fail("The job went on.")

    set_work(work)
    job = run(a_job(a_site()))
    assert (job.status, job.attempt) == ("running", 2)
    assert steps_of(job) == []


@pytest.mark.django_db
def test_it_ends_quietly_when_the_site_was_deleted(
    set_work: SetWork, caplog: pytest.LogCaptureFixture
) -> None:
    def work(run: JobRun) -> None:
        with run.step(FIRST):
            SyncJob.objects.all().delete()
        with run.step(SECOND):
            pytest.fail("The job went on.")

    set_work(work)
    runner.run_job(a_job(a_site()).pk)
    assert "defect" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_it_ends_quietly_when_the_site_is_deleted_as_a_step_begins(
    set_work: SetWork, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_after_heartbeat(run: JobRun) -> None:
        heartbeat(run)
        SyncJob.objects.all().delete()

    heartbeat = JobRun.heartbeat
    monkeypatch.setattr(JobRun, "heartbeat", delete_after_heartbeat)
    set_work(fail(may_pass=False))
    runner.run_job(a_job(a_site()).pk)
    assert "defect" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_it_shows_the_step_that_runs(set_work: SetWork) -> None:
    seen: list[list[tuple[str, str]]] = []
    begun, looked = threading.Event(), threading.Event()

    def work(run: JobRun) -> None:
        with run.step(FIRST):
            begun.set()
            looked.wait(10)

    def look() -> None:
        begun.wait(10)
        seen.append(steps_of(job))
        looked.set()

    set_work(work)
    job = a_job(a_site())
    at_the_same_moment([lambda: runner.run_job(job.pk), look])
    assert seen == [[(FIRST, "")]]
    assert steps_of(job) == [(FIRST, Verdict.PASSED)]
