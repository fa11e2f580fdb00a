"""Queueing, cancelling and retrying jobs."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.errors import JobStateError
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.scheduling import cancel_job, queue_job, queue_jobs, retry_job
from syncjobs.models import SyncJob
from tests.syncjobs.far_side import a_job, a_site, at_the_same_moment, fresh


def queue(site_id: int, trigger: JobTrigger = JobTrigger.ADMINISTRATOR) -> SyncJob:
    return queue_job(site_id, JobKind.VERIFY, trigger)


@pytest.mark.django_db
def test_it_queues_a_job_that_is_due() -> None:
    user = get_user_model().objects.create_user("ada")
    job = queue_job(a_site().pk, JobKind.VERIFY, JobTrigger.ADMINISTRATOR, user)
    assert (job.status, job.trigger, job.attempt) == ("queued", "administrator", 0)
    assert (job.requested_by, job.not_before <= timezone.now()) == (user, True)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING])
def test_it_returns_the_job_that_lives_already(status: JobStatus) -> None:
    site = a_site()
    live = a_job(site, status=status)
    assert queue(site.pk).pk == live.pk
    assert SyncJob.objects.count() == 1


@pytest.mark.django_db
def test_it_queues_a_new_job_after_one_that_ended() -> None:
    site = a_site()
    ended = a_job(site, status=JobStatus.FAILED)
    assert queue(site.pk).pk != ended.pk


@pytest.mark.django_db(transaction=True)
def test_it_queues_one_job_when_many_ask_at_the_same_moment() -> None:
    for number in range(5):
        site = a_site(f"Site {number}", f"S{number}")
        jobs = at_the_same_moment([lambda: queue(site.pk)] * 4)  # noqa: B023
        assert {job.pk for job in jobs} == {SyncJob.objects.get(site=site).pk}


@pytest.mark.django_db
def test_it_queues_for_many_in_the_same_order_whatever_they_were_sorted_by() -> None:
    """Two who ask at once would else wait for each other in a circle."""
    ids = [a_site(f"Site {number}", f"S{number}").pk for number in range(4)]
    wanted = [ids[2], ids[0], ids[3], ids[1], ids[2]]
    assert queue_jobs(wanted, JobKind.VERIFY, JobTrigger.ADMINISTRATOR) == 4
    assert list(SyncJob.objects.order_by("pk").values_list("site_id", flat=True)) == ids


@pytest.mark.django_db
def test_it_cannot_store_two_live_jobs_of_a_site() -> None:
    site = a_site()
    a_job(site, status=JobStatus.RUNNING)
    with pytest.raises(IntegrityError):
        a_job(site)


@pytest.mark.django_db
def test_it_queues_for_many_sites_and_passes_over_the_busy_ones() -> None:
    sites = [a_site(f"Site {number}", f"S{number}").pk for number in range(3)]
    queue(sites[1])
    assert queue_jobs(sites, JobKind.VERIFY, JobTrigger.SCHEDULE) == 2
    assert SyncJob.objects.live().count() == 3


@pytest.mark.django_db
def test_it_counts_a_site_that_is_named_twice_once() -> None:
    site = a_site().pk
    assert queue_jobs([site, site], JobKind.VERIFY, JobTrigger.SCHEDULE) == 1


@pytest.mark.django_db(transaction=True)
def test_it_queues_one_job_a_site_when_many_ask_for_many() -> None:
    sites = [a_site(f"Site {number}", f"S{number}").pk for number in range(3)]
    call = lambda: queue_jobs(sites, JobKind.VERIFY, JobTrigger.SCHEDULE)  # noqa: E731
    results = at_the_same_moment([call] * 3)
    assert all(isinstance(result, int) for result in results)
    assert SyncJob.objects.count() == 3


@pytest.mark.django_db
def test_it_shortens_the_pause_for_an_administrator_only() -> None:
    site = a_site()
    later = timezone.now() + timedelta(hours=1)
    job = a_job(site, attempt=1, not_before=later)
    queue(site.pk, JobTrigger.SCHEDULE)
    assert fresh(job).not_before == later
    queue(site.pk)
    assert fresh(job).not_before <= timezone.now()


@pytest.mark.django_db
def test_it_cancels_a_waiting_job_at_once() -> None:
    job = a_job(a_site())
    assert cancel_job(job.pk) == JobStatus.CANCELLED
    assert (fresh(job).status, fresh(job).finished_at is None) == ("cancelled", False)


@pytest.mark.django_db
def test_it_asks_a_running_job_to_stop() -> None:
    job = a_job(a_site())
    JobRun.claim(job.pk)
    assert cancel_job(job.pk) == JobStatus.RUNNING
    assert (fresh(job).status, fresh(job).cancel_requested_at is None) == ("running", False)


@pytest.mark.django_db
def test_it_refuses_to_cancel_what_has_ended() -> None:
    job = a_job(a_site(), status=JobStatus.SUCCEEDED)
    with pytest.raises(JobStateError):
        cancel_job(job.pk)


@pytest.mark.django_db
def test_it_retries_as_a_new_job() -> None:
    job = a_job(a_site(), status=JobStatus.FAILED, attempt=3)
    again = retry_job(job.pk)
    assert (again.pk == job.pk, again.status, again.attempt) == (False, "queued", 0)


@pytest.mark.django_db
def test_it_refuses_to_retry_what_lives() -> None:
    job = a_job(a_site())
    with pytest.raises(JobStateError):
        retry_job(job.pk)


@pytest.mark.django_db
def test_it_retries_a_job_that_pauses_at_once() -> None:
    later = timezone.now() + timedelta(hours=1)
    job = a_job(a_site(), attempt=1, not_before=later)
    assert retry_job(job.pk).pk == job.pk
    assert fresh(job).not_before < later


@pytest.mark.django_db
def test_it_hastens_jobs_that_pause_when_many_are_asked_for() -> None:
    later = timezone.now() + timedelta(hours=1)
    job = a_job(a_site(), attempt=1, not_before=later)
    assert queue_jobs([job.site_id], JobKind.VERIFY, JobTrigger.ADMINISTRATOR) == 0
    assert fresh(job).not_before < later


@pytest.mark.django_db
def test_it_does_not_hasten_jobs_for_the_schedule() -> None:
    later = timezone.now() + timedelta(hours=1)
    job = a_job(a_site(), attempt=1, not_before=later)
    queue_jobs([job.site_id], JobKind.VERIFY, JobTrigger.SCHEDULE)
    assert fresh(job).not_before == later
