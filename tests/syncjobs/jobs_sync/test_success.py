"""A sync at a site that answers, from beginning to end."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from sites.sync_outcome import record_sync_failure
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, Verdict
from syncjobs.jobs.scheduling import cancel_job
from syncjobs.models import OneTimeLogin, SiteRun
from syncjobs.one_time_logins import PORTAL_USERNAME
from tests.remote_site import Plan
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import fresh, steps_of
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


def test_it_mirrors_every_step(start_site: StartSite) -> None:
    server = start_site()
    job = synced()
    assert (job.status, job.attempt, job.error_message, job.note) == ("succeeded", 1, "", "")
    assert steps_of(job) == [(name, Verdict.PASSED) for name in STEPS_OF_KIND[JobKind.SYNC]]
    push = step_of(job, "push")
    assert (push.total, push.done) == (12, 12)
    assert (step_of(job, "prepare").total, step_of(job, "prepare").done) == (None, None)
    assert push.started_at.isoformat()[:26] == server.runs[0].nodes["push"]["started"][:26]
    assert server.asked.count("manualSync") == 1
    assert server.login_statuses == [200]


def test_it_says_what_happens(start_site: StartSite) -> None:
    start_site()
    lines = lines_of(synced())
    assert lines[1:5] == [
        "Signed in at the site.",
        "Asked the site to sync.",
        "The sync began at the site.",
        "Prepare began.",
    ]
    assert "Push ended with 12 of 12, after 1 second." in lines
    assert lines[-1] == "The sync ended well."


def test_it_keeps_the_success_of_the_site(start_site: StartSite) -> None:
    start_site()
    record_sync_failure(the_site().pk, "site_lost", "It was away.")
    synced()
    site = the_site()
    assert (site.last_failure_code, site.last_failure_message) == ("", "")
    assert site.last_success_duration == timedelta(seconds=7)
    assert site.last_success_at is not None
    assert timezone.now() - site.last_success_at < timedelta(minutes=1)


def test_it_shows_how_far_the_step_is(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="pullRemote"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_remote")
        wait_for(lambda: step_of(job, "pull_remote").total == 12, 30, "The total of the step")
        step = step_of(job, "pull_remote")
        assert (step.finished_at, step.verdict) == (None, "")
        assert fresh(job).status == JobStatus.RUNNING
        server.runs[0].is_released = True
    assert fresh(job).status == JobStatus.SUCCEEDED


def test_it_shows_only_the_steps_that_the_site_takes(start_site: StartSite) -> None:
    start_site(plan=Plan(steps=("prepareInitial", "push", "pullCentral", "integration")))
    names = [name for name, _ in steps_of(synced())]
    assert names == ["prepare", "push", "pull_central", "integrate"]


def test_it_waits_for_the_next_run_of_a_site_that_syncs_already(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="push"))
    earlier = server.begin_run()
    server.behaviour.plan = Plan()
    with running(a_sync()) as job:
        wait_for(lambda: fresh(job).note, 30, "The note")
        assert fresh(job).note == (
            "The site is syncing already; the sync that follows is waited for."
        )
        assert steps_of(job) == []
        earlier.is_released = True
    assert (fresh(job).status, fresh(job).note) == ("succeeded", "")
    assert len(server.runs) == 2
    assert SiteRun.objects.get().started != SiteRun.objects.get().earlier


def test_it_signs_in_again_when_the_token_has_run_out(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="push"))
    with running(a_sync()) as job:
        wait_for_step(job, "push")
        server.forget_tokens()
        server.runs[0].is_released = True
    assert fresh(job).status == JobStatus.SUCCEEDED
    assert server.login_statuses == [200, 200]
    assert len(set(server.passwords)) == 2


def test_it_keeps_and_logs_no_password(
    start_site: StartSite, caplog: pytest.LogCaptureFixture
) -> None:
    server = start_site()
    with caplog.at_level(logging.DEBUG):
        job = synced()
    [password] = server.passwords
    assert password not in " ".join([caplog.text, *lines_of(job), str(vars(job))])
    assert not OneTimeLogin.objects.exists()
    assert PORTAL_USERNAME == "portal-sync"


def test_it_is_cancelled_while_the_site_goes_on(start_site: StartSite) -> None:
    server = start_site(plan=Plan(holds_in="pullRemote"))
    with running(a_sync()) as job:
        wait_for_step(job, "pull_remote")
        assert cancel_job(job.pk) == JobStatus.RUNNING
    job = fresh(job)
    assert (job.status, job.error_code) == ("cancelled", "")
    assert server.runs[0].is_syncing
    step = step_of(job, "pull_remote")
    assert (step.verdict, step.message) == (
        Verdict.WARNING,
        "The portal stopped looking; the sync goes on at the site.",
    )
    assert the_site().last_failure_code == ""
