"""A sync that a site makes, step by step, call by call."""

import pytest
from pytest_django import DjangoAssertNumQueries

from syncjobs.choices import JobStatus, JobTrigger
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.jobs import runner
from syncjobs.models import SyncJob
from tests.syncjobs.exchange.wire import Remote, a_remote
from tests.syncjobs.following.syncs import (
    end_of_log,
    fresh,
    idle_cycle,
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


def test_a_sync_with_nothing_to_do_leaves_its_time_only(remote: Remote) -> None:
    before = fresh(remote.site).last_success_at
    idle_cycle(remote)
    site = fresh(remote.site)
    assert site.last_success_at is not None
    assert before is None or site.last_success_at > before
    assert (site.last_success_duration, site.is_followed, syncs_of(site)) == (None, False, [])


def test_a_push_is_followed_to_its_end(remote: Remote) -> None:
    post(remote, 5, locations(remote, 3))
    job = the_sync(remote.site)
    assert (job.status, job.trigger, job.attempt) == (JobStatus.FOLLOWING, JobTrigger.SITE, 1)
    assert (steps_of(job), fresh(remote.site).is_followed) == ([("push", 0, 5, "")], True)
    post(remote, 2, locations(remote, 2))
    assert steps_of(job) == [("push", 3, 5, "")]
    post(remote, 0, [])
    assert steps_of(job) == [("push", 5, 5, "passed"), ("integrate", None, None, "")]
    assert remote.get("site_status").json()["code"] == "integration_in_progress"
    integrate_complete_pushes()
    assert remote.get("site_status").json()["code"] == "idle"
    assert steps_of(job)[1] == ("integrate", None, None, "passed")
    assert lines_of(job) == [
        "The site pushed 3 records; 2 are left.",
        "The site pushed 2 records; 0 are left.",
    ]
    remote.get("central_records?cursor=1000000&limit=500")
    remote.page()
    job.refresh_from_db()
    assert job.status == JobStatus.SUCCEEDED
    site = fresh(remote.site)
    assert (site.is_followed, site.last_success_duration is None) == (False, False)


def test_a_pull_of_central_records_counts_ids(remote: Remote) -> None:
    start = end_of_log(remote)
    SyncJob.objects.all().delete()
    publish_units(5)
    first = remote.get(f"central_records?cursor={start}&limit=2").json()
    job = syncs_of(remote.site)[-1]
    total = first["maxCursor"] - start
    assert steps_of(job) == [("pull_central", 0, total, "")]
    cursor = first["data"][-1]["ID"]
    remote.get(f"central_records?cursor={cursor}&limit=500")
    assert steps_of(job) == [("pull_central", cursor - start, total, "")]
    remote.get(f"central_records?cursor={first['maxCursor']}&limit=500")
    assert steps_of(job) == [("pull_central", total, total, "passed")]
    assert lines_of(job)[0] == (
        f"The site pulled 2 central records, up to number {cursor:,} of {first['maxCursor']:,}."
    )
    remote.page()
    assert steps_of(job)[1] == ("pull_remote", 0, 0, "passed")
    job.refresh_from_db()
    assert job.status == JobStatus.SUCCEEDED


def test_a_total_never_grows(remote: Remote) -> None:
    post(remote, 3, locations(remote, 1))
    post(remote, 9, locations(remote, 1))
    assert steps_of(the_sync(remote.site)) == [("push", 0, 3, "")]


def test_an_initialisation_is_followed_from_its_request_to_the_empty_queue() -> None:
    remote = a_remote("New", initialised=False)
    answer = remote.post("initialise", {})
    job = the_sync(remote.site)
    assert steps_of(job) == [("prepare", None, None, "")]
    runner.run_job(request_initialisation(remote.site.pk))
    assert b"queueLength" in b"".join(answer.streaming_content)
    assert steps_of(job) == [("prepare", None, None, "passed")]
    publish_units(1)
    remote.pull_central()
    remote.pull()
    job.refresh_from_db()
    assert job.status == JobStatus.SUCCEEDED
    names = [name for name, *_ in steps_of(job)]
    assert names == ["prepare", "pull_central", "pull_remote"]
    assert all(done == total for _, done, total, _ in steps_of(job)[1:])


def test_a_preparation_that_fails_is_the_end_with_its_cause() -> None:
    remote = a_remote("New", initialised=False)
    answer = remote.post("initialise", {})
    preparing = SyncJob.objects.get(kind="initialise")
    SyncJob.objects.filter(pk=preparing.pk).update(
        status=JobStatus.FAILED, error_code="disk_full", error_message="The disk is full."
    )
    assert b"The disk is full." in b"".join(answer.streaming_content)
    job = the_sync(remote.site)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "disk_full")
    assert steps_of(job) == [("prepare", None, None, "failed")]
    site = fresh(remote.site)
    assert (site.last_failure_code, site.is_followed) == ("disk_full", False)
    assert "The disk is full." in site.last_failure_message


def test_the_queue_counts_down_with_every_acknowledgement(remote: Remote) -> None:
    queue_for(remote, 3)
    [row] = remote.page(limit=1)
    job = the_sync(remote.site)
    assert steps_of(job) == [("pull_remote", 0, 3, "")]
    assert lines_of(job) == ["The site pulled 1 records; 2 are left."]
    # An acknowledgement that comes twice counts once.
    for _ in range(2):
        remote.post("acknowledged_records", {"syncIDs": [row["syncOutId"]]})
        assert steps_of(job) == [("pull_remote", 1, 3, "")]
    # The client repeats a page whose answer was lost.
    remote.page(limit=2)
    remote.page(limit=2)
    assert steps_of(job) == [("pull_remote", 1, 3, "")]
    remote.pull()
    assert steps_of(job) == [("pull_remote", 3, 3, "passed")]


def test_a_success_clears_the_failure_before_it(remote: Remote) -> None:
    type(remote.site).objects.update(last_failure_code="x", last_failure_message="Y.")
    push_all(remote, 1)
    remote.page()
    site = fresh(remote.site)
    assert (site.last_failure_code, site.last_failure_message) == ("", "")


def test_a_call_with_nothing_to_do_is_not_looked_at(
    remote: Remote, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    remote.get("central_records?cursor=1000000&limit=500")
    with django_assert_num_queries(2 + 2 + 2 + 3):
        post(remote, 0, [])
        remote.get("site_status")
        remote.get("central_records?cursor=1000000&limit=500")
        remote.get("queued_records?limit=500")
