"""How far a step is, on the page of its job."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus, StepName, Verdict
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SyncJob, SyncStep
from tests.portal.forms import text_of
from tests.syncjobs.admin.jobs import page_of, with_step
from tests.syncjobs.far_side import a_job, a_site

BAR = '<progress value="12345" max="50000" aria-label="Queue the records"></progress>'


def a_filling_job(verdict: Verdict | str = "", **counts: Any) -> SyncJob:
    """An initialisation whose last step is so far."""
    running = {"status": JobStatus.RUNNING, "attempt": 1, "started_at": timezone.now()}
    job = a_job(a_site(), **running)
    SyncJob.objects.filter(pk=job.pk).update(kind=JobKind.INITIALISE)
    step = with_step(job, StepName.QUEUE_RECORDS, verdict)
    SyncStep.objects.filter(pk=step.pk).update(**counts)
    return job


@pytest.mark.parametrize("act", ["change", "live"])
def test_it_shows_a_bar_and_the_numbers_while_a_step_runs(administrator: Client, act: str) -> None:
    response = administrator.get(page_of(a_filling_job(done=12_345, total=50_000), act))
    assert "12,345 / 50,000" in text_of(response)
    assert BAR in response.content.decode()


@pytest.mark.parametrize(
    ("verdict", "counts", "words", "has_bar"),
    [
        ("", {"done": None, "total": 50_000}, "0 / 50,000", True),
        ("", {"done": 1_234, "total": None}, "1,234", False),
        ("", {"done": None, "total": None}, "", False),
        ("", {"done": 0, "total": 0}, "", False),
        # More than was expected came in between.
        ("", {"done": 50_001, "total": 50_000}, "50,001 / 50,000", True),
        (Verdict.PASSED, {"done": 50_000, "total": 50_000}, "50,000 / 50,000", False),
        (Verdict.FAILED, {"done": 10, "total": 50_000}, "10 / 50,000", False),
    ],
)
def test_it_shows_what_can_be_counted(
    administrator: Client, verdict: str, counts: dict[str, Any], words: str, *, has_bar: bool
) -> None:
    response = administrator.get(page_of(a_filling_job(verdict, **counts)))
    step = response.context["steps"][-1]
    assert (step.progress, step.has_bar) == (words, has_bar)
    assert ("<progress" in response.content.decode()) == has_bar
    assert step.done <= step.total


def test_it_moves_with_the_run(administrator: Client) -> None:
    site = a_site()
    job = queue_job(site.pk, JobKind.INITIALISE, "site")  # type: ignore[arg-type]
    run = JobRun.claim(job.pk)
    assert run is not None
    with run.step(StepName.QUEUE_RECORDS) as step:
        step.report(0, 50_000)
        for done in (12_345, 23_456):
            step.report(done)
            assert f"{done:,} / 50,000" in text_of(administrator.get(page_of(job, "live")))
