"""Syncs that wait for the next call of their site."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from sites.health import Health, health_of
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.following.expecting import expect_site, waiting_sentence
from syncjobs.following.spans import in_words
from syncjobs.following.tick import look_after_syncs
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import cancel_job, queue_jobs, retry_job
from syncjobs.models import SyncJob
from tests.sites.registered import registered
from tests.syncjobs.exchange.wire import Remote
from tests.syncjobs.following.syncs import (
    age,
    ask_for_sync,
    fresh,
    idle_cycle,
    is_live,
    lines_of,
    locations,
    post,
    publish_units,
    steps_of,
    syncs_of,
    the_sync,
)
from tests.syncjobs.following.syncs import remote as remote

pytestmark = pytest.mark.django_db
URL = "https://district.example.org"


def test_it_waits_for_a_site_without_a_url_and_says_so(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    assert (job.status, job.attempt) == (JobStatus.EXPECTING, 0)
    expected = "The portal knows no URL of the site."
    assert (job.note, fresh(remote.site).is_followed) == (expected, True)
    assert ask_for_sync(remote.site) == job


def test_it_queues_a_sync_of_a_site_with_a_url(remote: Remote) -> None:
    Site.objects.update(url=URL)
    assert (ask_for_sync(remote.site).status, fresh(remote.site).is_followed) == ("queued", False)


def test_it_queues_for_many_sites_as_for_one(remote: Remote) -> None:
    with_url = Site.objects.create(name="With URL", url=URL)
    never_seen = Site.objects.create(name="Never seen")
    ids = [remote.site.pk, with_url.pk, never_seen.pk]
    assert queue_jobs(ids, JobKind.SYNC, JobTrigger.ADMINISTRATOR) == 3
    found = SyncJob.objects.filter(kind=JobKind.SYNC).values_list("site_id", "status")
    assert dict(found) == dict(zip(ids, ("expecting", "queued", "expecting"), strict=True))
    assert [fresh(Site(pk=pk)).is_followed for pk in ids] == [True, False, True]


def test_the_next_call_is_followed_to_its_end_even_with_nothing_to_do(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    remote.get("site")
    assert the_sync(remote.site).status == JobStatus.EXPECTING
    post(remote, 0, [])
    job.refresh_from_db()
    assert (job.status, job.attempt, job.note) == (JobStatus.FOLLOWING, 1, "")
    assert steps_of(job) == [("push", 0, 0, "passed")]
    idle_cycle(remote)
    job.refresh_from_db()
    assert (job.status, job.trigger) == (JobStatus.SUCCEEDED, JobTrigger.ADMINISTRATOR)
    names = [name for name, *_ in steps_of(job)]
    assert names == ["push", "pull_central", "pull_remote"]
    assert lines_of(job)[0] == "The site called; its sync is followed."
    assert not fresh(remote.site).is_followed


def test_the_end_of_a_sync_that_began_before_is_not_taken_for_one(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    remote.page()
    assert is_live(job)
    assert job.status == JobStatus.EXPECTING


def test_a_call_with_work_is_followed(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    publish_units(3)
    remote.pull_central()
    assert steps_of(job) == []
    job.refresh_from_db()
    assert [name for name, *_ in steps_of(job)] == ["pull_central"]


def test_a_site_that_never_calls_ends_the_wait(remote: Remote) -> None:
    job = ask_for_sync(remote.site)
    age(job, timezone.now() - timedelta(hours=23))
    look_after_syncs()
    assert is_live(job)
    age(job, timezone.now() - timedelta(hours=25))
    look_after_syncs()
    job.refresh_from_db()
    assert (job.status, job.error_code, job.note) == ("failed", "site_did_not_call", "")
    assert job.error_message.startswith("The site did not call within 24 hours. Make sure")
    site = fresh(remote.site)
    assert (site.last_failure_code, site.is_followed) == ("", False)


def test_waiting_in_vain_for_a_site_does_not_make_it_failing(remote: Remote) -> None:
    never_seen = registered("District 13")
    long_ago = timezone.now() - timedelta(days=9)
    Site.objects.filter(pk=remote.site.pk).update(last_success_at=long_ago)
    for site in (remote.site, never_seen):
        age(ask_for_sync(site), long_ago)
    look_after_syncs()
    assert the_sync(never_seen).error_code == the_sync(remote.site).error_code
    assert health_of(fresh(never_seen)) is Health.NEVER_SEEN
    assert health_of(fresh(remote.site)) is Health.DOWN


def test_a_cancel_ends_the_wait(remote: Remote) -> None:
    assert cancel_job(ask_for_sync(remote.site).pk) == JobStatus.CANCELLED
    assert not fresh(remote.site).is_followed
    # No sync was under way that one would not look at.
    post(remote, 1, locations(remote, 1))
    assert [job.status for job in syncs_of(remote.site)] == ["cancelled", "following"]


def test_an_ended_sync_is_retried_by_waiting_again(remote: Remote) -> None:
    first = ask_for_sync(remote.site)
    cancel_job(first.pk)
    again = retry_job(first.pk)
    assert (again == first, again.status) == (False, JobStatus.EXPECTING)
    assert retry_job(again.pk) == again


def a_run(remote: Remote) -> JobRun:
    """A worker at a sync of a site that has a URL."""
    Site.objects.update(url=URL)
    run = JobRun.claim(ask_for_sync(remote.site).pk)
    assert run is not None
    return run


def test_a_worker_hands_a_sync_over_to_the_site(remote: Remote) -> None:
    run = a_run(remote)
    assert expect_site(run.job_id, run.attempt, "It does not answer.")
    job = the_sync(remote.site)
    assert (job.status, job.note) == (JobStatus.EXPECTING, "It does not answer.")
    assert fresh(remote.site).is_followed
    assert not run.end(JobStatus.SUCCEEDED)
    idle_cycle(remote)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 2)


def test_who_asks_again_has_the_site_called_again(remote: Remote) -> None:
    run = a_run(remote)
    expect_site(run.job_id, run.attempt, "It does not answer.")
    assert ask_for_sync(remote.site).status == JobStatus.QUEUED
    assert not fresh(remote.site).is_followed


def test_a_worker_hands_over_only_what_is_its_own(remote: Remote) -> None:
    run = a_run(remote)
    assert not expect_site(run.job_id, run.attempt + 1, "Another try's.")
    cancel_job(run.job_id)
    assert not expect_site(run.job_id, run.attempt, "Somebody wants it to stop.")
    assert the_sync(remote.site).status == JobStatus.RUNNING
    assert not fresh(remote.site).is_followed


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 second"), (90, "90 seconds"), (300, "5 minutes"), (93_600, "26 hours")],
)
@pytest.mark.any_database
def test_it_says_how_long(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("usual", "contact", "success", "words"),
    [
        (5, 3, None, "The site usually calls every 5 minutes, last seen 3 minutes ago."),
        # Contacts are kept once in a while only.
        (5, 3, 2, "The site usually calls every 5 minutes, last seen 2 minutes ago."),
        (None, 180, None, "The site calls by itself, last seen 3 hours ago."),
        (None, None, None, "The site calls by itself; it was never seen."),
    ],
)
@pytest.mark.any_database
def test_it_says_when_the_call_can_be_expected(
    usual: int | None, contact: int | None, success: int | None, words: str
) -> None:
    now = timezone.now()

    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else now - timedelta(minutes=minutes)

    site = Site(
        usual_interval=None if usual is None else timedelta(minutes=usual),
        last_contact_at=ago(contact),
        last_success_at=ago(success),
    )
    assert waiting_sentence(site, now) == words
