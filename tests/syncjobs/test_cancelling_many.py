"""Cancelling many jobs at once."""

from collections.abc import Sequence
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobKind, JobStatus, JobTrigger, StepName
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.selected_jobs import cancel_jobs
from syncjobs.models import JobLine, SyncJob, SyncStep
from tests.syncjobs.far_side import at_the_same_moment

NOT_WATCHED = "The portal stopped watching; the site's own sync goes on."
STATES = (
    JobStatus.QUEUED,
    JobStatus.RUNNING,
    JobStatus.EXPECTING,
    JobStatus.FOLLOWING,
    JobStatus.FAILED,
)


def many_jobs(count: int, statuses: Sequence[JobStatus] = STATES) -> list[int]:
    """The ids of as many syncs, in these states by turns; those that follow are pushing."""
    now = timezone.now()
    sites = Site.objects.bulk_create(
        Site(name=f"Site {number}", name_key=f"site {number}", is_followed=True)
        for number in range(count)
    )
    jobs = SyncJob.objects.bulk_create(
        SyncJob(
            site=site,
            kind=JobKind.SYNC,
            trigger=JobTrigger.ADMINISTRATOR,
            status=statuses[number % len(statuses)],
            attempt=2,
            not_before=now,
            heartbeat_at=now,
        )
        for number, site in enumerate(sites)
    )
    SyncStep.objects.bulk_create(
        SyncStep(job=job, attempt=attempt, name=StepName.PUSH, started_at=now)
        for job in jobs
        if job.status == JobStatus.FOLLOWING
        for attempt in (1, 2)
    )
    return [job.pk for job in jobs]


def states_of(job_ids: Sequence[int]) -> list[tuple[str, bool, bool]]:
    """The status of each, and whether it has ended and was asked to stop."""
    jobs = SyncJob.objects.in_bulk(job_ids)
    return [
        (job.status, job.finished_at is not None, job.cancel_requested_at is not None)
        for job in (jobs[job_id] for job_id in job_ids)
    ]


@pytest.mark.django_db
def test_each_is_cancelled_as_its_state_asks_for() -> None:
    ids = many_jobs(5)
    assert cancel_jobs(ids) == 4
    cancelled = ("cancelled", True, True)
    running, failed = ("running", False, True), ("failed", False, False)
    assert states_of(ids) == [cancelled, running, cancelled, cancelled, failed]
    watched = ids[2:4]
    lines = JobLine.objects.order_by("job").values_list("job", "attempt", "text")
    assert list(lines) == [(job_id, 2, NOT_WATCHED) for job_id in watched]
    notes = SyncJob.objects.exclude(note="").order_by("pk").values_list("pk", "note")
    assert list(notes) == [(job_id, NOT_WATCHED) for job_id in watched]
    steps = SyncStep.objects.order_by("attempt").values_list("attempt", "verdict", "message")
    assert list(steps) == [(1, "", ""), (2, "warning", NOT_WATCHED)]
    unwatched = Site.objects.filter(is_followed=False).values_list("jobs", flat=True)
    assert set(unwatched) == set(watched)
    # Once more, only the one that still runs can be asked.
    assert cancel_jobs(ids) == 1
    assert JobLine.objects.count() == len(watched)


@pytest.mark.django_db
def test_many_cost_hardly_more_queries_than_one_of_each() -> None:
    for count in (5, 900):
        Site.objects.all().delete()
        ids = many_jobs(count)
        with CaptureQueriesContext(connection) as queries:
            assert cancel_jobs(ids) == count * 4 // 5
        # SQLite takes the new lines in two parts.
        assert len(queries) <= 25


@pytest.mark.django_db
def test_there_may_be_more_than_a_statement_takes() -> None:
    ids = many_jobs(2_500, (JobStatus.QUEUED, JobStatus.FOLLOWING))
    assert cancel_jobs(ids) == 2_500
    assert not SyncJob.objects.live().exists()
    assert Site.objects.filter(is_followed=False).count() == 1_250


@pytest.mark.django_db(transaction=True)
def test_two_who_cancel_the_same_jobs_cancel_each_once() -> None:
    states = (JobStatus.QUEUED, JobStatus.EXPECTING, JobStatus.FOLLOWING)
    ids = many_jobs(300, states)
    counts = at_the_same_moment([partial(cancel_jobs, ids), partial(cancel_jobs, ids[::-1])])
    assert sum(counts) == 300
    assert JobLine.objects.count() == 200
    assert set(states_of(ids)) == {("cancelled", True, True)}


@pytest.mark.django_db(transaction=True)
def test_a_job_that_a_worker_takes_at_that_moment_is_cancelled_or_asked_to_stop() -> None:
    ids = many_jobs(40, (JobStatus.QUEUED,))

    def take_all() -> list[bool]:
        return [JobRun.claim(job_id) is not None for job_id in ids]

    taken, count = at_the_same_moment([take_all, partial(cancel_jobs, ids)])
    assert count == 40
    asked = {True: ("running", False, True), False: ("cancelled", True, True)}
    assert states_of(ids) == [asked[was_taken] for was_taken in taken]
