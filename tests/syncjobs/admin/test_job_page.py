from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, JobTrigger, StepName, Verdict
from syncjobs.models import SyncStep
from tests.portal.forms import text_of
from tests.syncjobs.admin.jobs import JOBS, ended, page_of, with_step
from tests.syncjobs.far_side import a_job, a_site, set_created_at


def test_it_shows_every_step_begun_or_not(administrator: Client) -> None:
    job = a_job(a_site(), status=JobStatus.RUNNING, attempt=1, started_at=timezone.now())
    with_step(job, StepName.DISCOVERY_ANSWER, Verdict.PASSED, message="The answer.")
    with_step(job, StepName.V6_ADDRESS, Verdict.WARNING, message="Odd.", advice="Mend it.")
    with_step(job, StepName.SERVER_ANSWERS, "")
    response = administrator.get(page_of(job))
    states = [step.state for step in response.context["steps"]]
    assert states == ["passed", "warning", "running", "pending", "pending", "pending", "pending"]
    assert [step.label for step in response.context["steps"]] == [
        name.label for name in STEPS_OF_KIND[JobKind.VERIFY]
    ]
    page = text_of(response)
    assert "Odd. Mend it." in page


def test_it_shows_the_steps_of_the_last_try_alone(administrator: Client) -> None:
    job = ended(a_site(), attempt=1)
    with_step(job, StepName.DISCOVERY_ANSWER, Verdict.FAILED, message="Of the first try")
    job.attempt = 2
    job.save(update_fields=["attempt"])
    with_step(job, StepName.DISCOVERY_ANSWER, Verdict.PASSED, message="Of the second try")
    page = text_of(administrator.get(page_of(job)))
    assert "Of the second try" in page
    assert "Of the first try" not in page
    assert "Try 2" in page


def test_the_time_of_a_step_stands_still_once_its_job_has_ended(administrator: Client) -> None:
    ended_at = timezone.now() - timedelta(days=3)
    began_at = ended_at - timedelta(seconds=12)
    job = ended(a_site(), started_at=began_at, finished_at=ended_at)
    step = with_step(job, StepName.DISCOVERY_ANSWER, Verdict.FAILED)
    SyncStep.objects.filter(pk=step.pk).update(started_at=began_at, finished_at=None)
    response = administrator.get(page_of(job))
    assert response.context["steps"][0].seconds == "12.0 s"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (JobStatus.RUNNING, "running"),
        (JobStatus.FAILED, "failed"),
        (JobStatus.CANCELLED, "warning"),
    ],
)
def test_no_step_runs_longer_than_its_job(
    administrator: Client, status: JobStatus, state: str
) -> None:
    job = ended(a_site(), status)
    with_step(job, StepName.DISCOVERY_ANSWER, "")
    response = administrator.get(page_of(job))
    assert response.context["steps"][0].state == state


def test_it_says_why_a_job_failed(administrator: Client) -> None:
    job = ended(a_site(), error_code="site_disabled", error_message="The site is disabled.")
    page = text_of(administrator.get(page_of(job)))
    assert "site_disabled" in page
    assert "The site is disabled." in page


def test_it_asks_for_news_only_while_the_job_lives(administrator: Client) -> None:
    site = a_site()
    waiting, done = a_job(site), ended(site)
    assert b'hx-trigger="every 1s"' in administrator.get(page_of(waiting, "live")).content
    assert b"hx-trigger" not in administrator.get(page_of(done, "live")).content


def test_it_lets_no_cache_keep_the_news(administrator: Client) -> None:
    response = administrator.get(page_of(a_job(a_site()), "live"))
    assert "no-store" in response.headers["Cache-Control"]
    assert b"<html" not in response.content


def test_it_escapes_what_servers_said(administrator: Client) -> None:
    evil = "<script>alert(1)</script>"
    job = ended(a_site(evil), error_code="x", error_message=evil)
    with_step(job, StepName.DISCOVERY_ANSWER, Verdict.FAILED, message=evil, advice=evil)
    for path in (page_of(job), page_of(job, "live"), JOBS, page_of(job, "history")):
        assert evil not in administrator.get(path).content.decode()


def test_it_shows_the_last_jobs_on_the_page_of_a_site(administrator: Client) -> None:
    site = a_site()
    jobs = [ended(site, error_message=f"Reason {number}") for number in range(7)]
    set_created_at(jobs[0], timezone.now())
    page = text_of(administrator.get(f"/admin/sites/site/{site.pk}/change/"))
    assert "Reason 6" in page
    assert "Reason 2" in page
    assert "Reason 1" not in page


@pytest.mark.parametrize("act", ["change", "live", "retry", "cancel"])
def test_it_knows_no_job_that_is_not_there(administrator: Client, act: str) -> None:
    path = f"{JOBS}4711/{act}/"
    response = administrator.post(path) if act in {"retry", "cancel"} else administrator.get(path)
    assert response.status_code == (302 if act == "change" else 404)


def test_it_says_which_steps_were_never_reached(administrator: Client) -> None:
    job = ended(a_site())
    with_step(job, StepName.DISCOVERY_ANSWER, Verdict.FAILED, message="No.")
    page = text_of(administrator.get(page_of(job)))
    assert page.count("not reached") == 6
    assert "pending" not in page


@pytest.mark.parametrize(
    ("trigger", "asker"),
    [
        (JobTrigger.ADMINISTRATOR, "an administrator"),
        (JobTrigger.SITE, "the site"),
        (JobTrigger.SCHEDULE, "a schedule"),
        (JobTrigger.CHANGE, "a change of the central server"),
    ],
)
def test_it_says_who_asked_and_in_which_zone(
    administrator: Client, trigger: JobTrigger, asker: str
) -> None:
    page = text_of(administrator.get(page_of(ended(a_site(), trigger=trigger))))
    assert f"Asked for by {asker} on " in page
    assert " UTC" in page
