"""How followed syncs end that are not drained: silence, a new beginning, a cancel."""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.site_facts import facts_by_id
from syncjobs.choices import JobKind, JobStatus
from syncjobs.errors import JobStateError
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.pushing import Push
from syncjobs.following.site_calls import site_pushed
from syncjobs.following.tick import look_after_syncs
from syncjobs.following.upkeep import end_silent_syncs
from syncjobs.jobs import runner
from syncjobs.jobs.scheduling import cancel_job, retry_job
from syncjobs.jobs.sweeping import reap_silent_jobs, ring_due_jobs
from syncjobs.models import PushedBatch, SyncJob
from tests.syncjobs.exchange.wire import Remote, a_remote
from tests.syncjobs.far_side import at_the_same_moment
from tests.syncjobs.following.syncs import (
    age,
    ask_for_data,
    fresh,
    idle_cycle,
    is_live,
    lines_of,
    locations,
    post,
    publish_units,
    push_all,
    queue_for,
    steps_of,
    syncs_of,
    the_sync,
)
from tests.syncjobs.following.syncs import remote as remote

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=2)


def begun(remote: Remote) -> SyncJob:
    """A sync whose site has pushed a part."""
    post(remote, 5, locations(remote, 3))
    return the_sync(remote.site)


def test_a_silent_site_ends_its_sync_in_the_step_where_it_stopped(remote: Remote) -> None:
    job = begun(remote)
    age(job, timezone.now() - LONG_AGO)
    look_after_syncs()
    assert not is_live(job)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "site_went_silent")
    assert job.error_message.startswith("The site stopped in the step “Push”: it said nothing for")
    assert steps_of(job) == [("push", 0, 5, "failed")]
    site = fresh(remote.site)
    assert (site.last_failure_code, site.is_followed) == ("site_went_silent", False)


def test_a_site_that_comes_back_begins_a_new_sync(remote: Remote) -> None:
    job = begun(remote)
    age(job, timezone.now() - LONG_AGO)
    look_after_syncs()
    post(remote, 2, locations(remote, 2))
    assert [each.status for each in syncs_of(remote.site)] == ["failed", "following"]


def test_silence_begins_with_the_last_call(remote: Remote, settings: Settings) -> None:
    job = begun(remote)
    settings.SYNC_SILENCE_SECONDS = 60
    age(job, timezone.now() - timedelta(seconds=59))
    assert end_silent_syncs() == 0
    age(job, timezone.now() - timedelta(seconds=61))
    remote.get("site_status")
    assert end_silent_syncs() == 0


def test_a_site_that_waits_for_its_data_is_not_silent() -> None:
    remote = a_remote("New", initialised=False)
    job = ask_for_data(remote)
    age(job, timezone.now() - LONG_AGO)
    look_after_syncs()
    assert is_live(job)
    runner.run_job(request_initialisation(remote.site.pk))
    look_after_syncs()
    assert is_live(job)
    assert steps_of(job) == [("prepare", None, None, "passed")]


def test_a_preparation_that_nobody_waits_for_ends_with_its_cause() -> None:
    remote = a_remote("New", initialised=False)
    ask_for_data(remote)
    cancel_job(SyncJob.objects.get(kind=JobKind.INITIALISE).pk)
    look_after_syncs()
    job = the_sync(remote.site)
    assert (job.status, job.error_code) == ("failed", "initialisation_cancelled")


def test_the_tick_sees_that_a_push_is_integrated(remote: Remote) -> None:
    job = begun(remote)
    post(remote, 0, [])
    look_after_syncs()
    assert steps_of(job)[-1] == ("integrate", None, None, "")
    integrate_complete_pushes()
    look_after_syncs()
    assert steps_of(job)[-1] == ("integrate", None, None, "passed")


def test_silence_before_the_integration_names_it(remote: Remote) -> None:
    job = begun(remote)
    post(remote, 0, [])
    age(job, timezone.now() - LONG_AGO)
    look_after_syncs()
    job.refresh_from_db()
    assert "“Integrate”" in job.error_message


def test_a_site_that_begins_again_ends_the_sync_before(remote: Remote) -> None:
    queue_for(remote, 2)
    remote.page(limit=1)
    post(remote, 1, locations(remote, 1))
    old, new = syncs_of(remote.site)
    assert (old.status, old.error_code) == (JobStatus.FAILED, "site_began_again")
    assert "“Pull remote”" in old.error_message
    assert (new.status, steps_of(new)) == (JobStatus.FOLLOWING, [("push", 0, 1, "")])
    assert fresh(remote.site).is_followed


def test_a_site_that_begins_again_with_nothing_to_do_leaves_no_other(remote: Remote) -> None:
    queue_for(remote, 2)
    remote.page(limit=1)
    post(remote, 0, [])
    assert the_sync(remote.site).error_code == "site_began_again"
    assert not fresh(remote.site).is_followed


def test_a_new_push_after_the_end_of_the_last_is_another_sync(remote: Remote) -> None:
    begun(remote)
    post(remote, 0, [])
    post(remote, 1, locations(remote, 1))
    assert [job.error_code for job in syncs_of(remote.site)] == ["site_began_again", ""]


def test_an_answer_that_was_lost_changes_nothing(remote: Remote) -> None:
    entries = locations(remote, 3)
    post(remote, 5, entries)
    post(remote, 5, entries)
    job = the_sync(remote.site)
    assert steps_of(job) == [("push", 0, 5, "")]
    post(remote, 0, [])
    post(remote, 0, [])
    integrate_complete_pushes()
    publish_units(2)
    for _ in range(2):
        remote.get("central_records?cursor=0&limit=1")
    for _ in range(2):
        remote.get("central_records?cursor=1000000&limit=1")
    assert [step[3] for step in steps_of(job)] == ["passed", "passed", "passed"]
    remote.page()
    remote.page()
    assert the_sync(remote.site).status == JobStatus.SUCCEEDED


def test_a_cancel_ends_the_watching_only(remote: Remote) -> None:
    job = begun(remote)
    assert cancel_job(job.pk) == JobStatus.CANCELLED
    job.refresh_from_db()
    assert job.note == "The portal stopped watching; the site's own sync goes on."
    assert (lines_of(job)[-1], steps_of(job)) == (job.note, [("push", 0, 5, "warning")])
    assert not fresh(remote.site).is_followed
    # The rest of the cancelled sync is done, and not followed.
    post(remote, 2, locations(remote, 2))
    post(remote, 0, [])
    assert PushedBatch.objects.complete().count() == 2
    remote.page()
    assert the_sync(remote.site).status == JobStatus.CANCELLED
    # The next one is.
    post(remote, 1, locations(remote, 1))
    assert len(syncs_of(remote.site)) == 2


def test_what_has_ended_cannot_be_cancelled(remote: Remote) -> None:
    job = begun(remote)
    cancel_job(job.pk)
    with pytest.raises(JobStateError):
        cancel_job(job.pk)


def test_what_is_followed_cannot_be_retried(remote: Remote) -> None:
    with pytest.raises(JobStateError):
        retry_job(begun(remote).pk)


def test_workers_leave_it_alone(remote: Remote) -> None:
    job = begun(remote)
    age(job, timezone.now() - LONG_AGO)
    assert reap_silent_jobs() == 0
    assert ring_due_jobs() == 0
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.FOLLOWING, 1)


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.QUEUED])
def test_it_leaves_alone_what_a_worker_has(remote: Remote, status: JobStatus) -> None:
    now = timezone.now()
    job = SyncJob.objects.create(
        site=remote.site, kind=JobKind.SYNC, status=status, not_before=now, heartbeat_at=now
    )
    push_all(remote, 1)
    idle_cycle(remote)
    job.refresh_from_db()
    assert (job.status, job.heartbeat_at, steps_of(job)) == (status, now, [])
    assert fresh(remote.site).last_success_at is not None


def test_an_error_of_its_own_never_fails_a_call(remote: Remote) -> None:
    with patch("syncjobs.following.site_calls.follow_call", side_effect=RuntimeError):
        post(remote, 1, locations(remote, 1))
        post(remote, 0, [])
    assert PushedBatch.objects.complete().count() == 1


def test_a_number_that_no_column_holds_is_no_error(remote: Remote) -> None:
    post(remote, 10**15, locations(remote, 1))
    assert steps_of(the_sync(remote.site)) == [("push", 0, 2**31 - 1, "")]


def test_a_part_of_the_tick_that_fails_holds_up_no_other(remote: Remote) -> None:
    job = begun(remote)
    age(job, timezone.now() - LONG_AGO)
    with patch("syncjobs.following.upkeep._with_open_step", side_effect=RuntimeError):
        look_after_syncs()
    assert not is_live(job)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_see_the_first_call_at_once_begin_one_sync() -> None:
    for number in range(3):
        remote = a_remote(f"Site {number}", initialised=False)
        remote.get("site")
        facts = facts_by_id(remote.site.pk)
        assert facts is not None
        note = partial(site_pushed, facts, Push(5, 3, ""))
        assert at_the_same_moment([note] * 3) == [None] * 3
        job = the_sync(remote.site)
        assert (steps_of(job), len(lines_of(job))) == ([("push", 0, 5, "")], 3)


@pytest.mark.django_db(transaction=True)
def test_a_cancel_at_the_moment_of_a_call_is_one_or_the_other() -> None:
    for number in range(3):
        remote = a_remote(f"Site {number}", initialised=False)
        post(remote, 5, locations(remote, 3))
        job = the_sync(remote.site)
        facts = facts_by_id(remote.site.pk)
        assert facts is not None
        note = partial(site_pushed, facts, Push(2, 2, ""))
        assert at_the_same_moment([note, partial(cancel_job, job.pk)])[1] == JobStatus.CANCELLED
        assert the_sync(remote.site).status == JobStatus.CANCELLED
        assert [verdict for *_, verdict in steps_of(job)] == ["warning"]
        assert not fresh(remote.site).is_followed
