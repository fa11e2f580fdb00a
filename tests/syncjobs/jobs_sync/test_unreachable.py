"""A site whose URL does not answer, or that goes away in the middle."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from sites.models import Site
from syncjobs.choices import JobStatus, Verdict
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import cancel_job
from tests.central_server import Fault
from tests.remote_site import Plan
from tests.support.ports import free_port
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import fresh, run, self_signed, steps_of
from tests.syncjobs.jobs_sync.conftest import StartSite
from tests.syncjobs.jobs_sync.jobs import (
    a_sync,
    lines_of,
    running,
    step_of,
    synced,
    the_site,
    wait_for_step,
)

pytestmark = pytest.mark.django_db(transaction=True)


def set_url(url: str) -> None:
    Site.objects.filter(pk=the_site().pk).update(url=url)


def test_it_waits_for_the_call_of_a_site_where_nothing_listens(start_site: StartSite) -> None:
    start_site().go_away()
    job = synced()
    assert (job.status, job.error_code) == (JobStatus.EXPECTING, "")
    assert job.note.startswith("The site's machine is there, but nothing listens on the port")
    assert "seen" not in job.note
    assert f"{job.note} The site's next call is waited for." in lines_of(job)
    site = the_site()
    assert (site.is_followed, site.last_failure_code) == (True, "")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "knows no URL of the site"),
        ("http://site.invalid", "No machine has the host name"),
        ("https://127.0.0.1:{port}", "nothing listens"),
    ],
)
def test_it_waits_for_the_call_of_a_site_with_this_url(
    start_site: StartSite, url: str, words: str
) -> None:
    start_site()
    set_url(url.format(port=free_port()))
    job = synced()
    assert job.status == JobStatus.EXPECTING
    assert words in job.note


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.SILENT, "did not answer in time"),
        (Fault.DRIPPING_HEADERS, "did not answer in time"),
        (Fault.DRIPPING_BODY, "did not answer in time"),
        (Fault.DROPS, "connection to the site was lost"),
        (Fault.UNAVAILABLE, "A proxy answers"),
    ],
)
def test_it_waits_for_the_call_of_a_site_that_does_not_answer(
    start_site: StartSite, settings: Settings, fault: Fault, words: str
) -> None:
    settings.OUTGOING_CONNECT_SECONDS = settings.OUTGOING_READ_SECONDS = 0.3
    start_site(fault=fault)
    job = synced()
    assert job.status == JobStatus.EXPECTING
    assert words in job.note


def test_it_says_what_to_do_about_a_certificate_of_the_site_itself(
    start_site: StartSite, tmp_path: Path
) -> None:
    server = start_site(tls=self_signed(tmp_path))
    job = synced()
    assert job.status == JobStatus.EXPECTING
    assert "REMOTE_SITE_VERIFY_TLS=false" in job.note
    assert server.asked == []


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_it_accepts_a_certificate_of_the_site_itself_when_told_so(
    start_site: StartSite, tmp_path: Path, settings: Settings
) -> None:
    settings.REMOTE_SITE_VERIFY_TLS = False
    start_site(tls=self_signed(tmp_path))
    assert synced().status == JobStatus.SUCCEEDED


def test_it_is_cancelled_and_does_not_wait(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_site().go_away()
    job = a_sync()
    beat = JobRun.heartbeat

    def cancel_after(self: JobRun) -> None:
        beat(self)
        cancel_job(job.pk)

    monkeypatch.setattr(JobRun, "heartbeat", cancel_after)
    assert run(job).status == JobStatus.CANCELLED


def test_it_goes_on_when_the_site_comes_back(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="pullCentral"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_central")
        server.go_away()
        wait_for(lambda: "does not answer" in lines_of(job)[-1], 30, "The loss")
        server.forget_tokens()
        server.come()
        server.runs[0].is_released = True
    assert fresh(job).status == JobStatus.SUCCEEDED
    assert "The site answers again." in lines_of(job)
    assert server.asked.count("manualSync") == 1


def test_it_fails_when_the_site_stays_away(
    start_site: StartSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncjobs.jobs.watching.LOST_SECONDS", 0.3)
    server = start_site(plan=Plan(holds_in="pullCentral"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_central")
        server.go_away()
    job = fresh(job)
    assert (job.status, job.error_code, job.attempt) == ("failed", "site_lost", 1)
    assert "The sync may go on at the site" in job.error_message
    named = "The site stopped answering in the step “Pull central”."
    assert job.error_message.startswith(named)
    assert lines_of(job)[-1].startswith(named)
    step = step_of(job, "pull_central")
    assert (step.verdict, step.finished_at is None) == (Verdict.FAILED, False)
    assert step.message.startswith(named)
    assert step.advice
    assert the_site().last_failure_code == "site_lost"


def test_it_succeeds_when_the_site_ended_well_and_began_another(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="pullCentral"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_central")
        server.go_away()
        server.runs[0].finished = "2026-01-01T00:00:00Z"
        server.begin_run()
        server.come()
    assert fresh(job).status == JobStatus.SUCCEEDED
    assert steps_of(job)[-1] == ("pull_central", Verdict.WARNING)


def test_it_fails_when_the_end_was_not_seen(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="pullCentral"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_central")
        server.begin_run()
    assert (fresh(job).status, fresh(job).error_code) == ("failed", "site_sync_unseen")
    assert "in the step “Pull central”" in fresh(job).error_message
    assert steps_of(job)[-1] == ("pull_central", Verdict.FAILED)
