"""Which verifications are due by themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.central_server import move_central_server, untick_central_server
from sites.models import Site
from sites.registration import SiteDetails, change_site
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.jobs.scheduling import queue_jobs
from syncjobs.models import SyncJob
from tests.syncjobs.far_side import a_central, a_job, a_site, set_created_at

pytestmark = pytest.mark.django_db
URL = "http://central.example.org"


@pytest.fixture(autouse=True)
def every_day(settings: Settings) -> None:
    settings.VERIFY_EVERY_HOURS = 24


def a_verified_central() -> Site:
    central = a_central(URL)
    a_job(central, status=JobStatus.SUCCEEDED)
    return central


def due() -> tuple[str, str] | None:
    job = queue_due_verification()
    return None if job is None else (job.site.name, job.trigger)


def test_it_has_nothing_to_do_without_a_central_server() -> None:
    a_site()
    assert due() is None


def test_it_verifies_a_new_central_server() -> None:
    a_central(URL)
    assert due() == ("Central", JobTrigger.CHANGE)


def test_it_has_nothing_to_do_when_nothing_changed() -> None:
    a_verified_central()
    assert due() is None


def test_it_verifies_a_changed_url() -> None:
    central = a_verified_central()
    change_site(central.pk, SiteDetails("Central", "", "http://other.example.org", True))  # noqa: FBT003
    assert due() == ("Central", JobTrigger.CHANGE)


def test_it_leaves_a_change_of_something_else() -> None:
    central = a_verified_central()
    change_site(central.pk, SiteDetails("Renamed", "R", URL, True), "Agreed")  # noqa: FBT003
    assert due() is None


def test_it_verifies_a_moved_tick() -> None:
    central = a_verified_central()
    site = a_site()
    move_central_server(site.pk, URL, from_site_id=central.pk, reason="Agreed")
    assert due() == ("District 12", JobTrigger.CHANGE)


def test_it_verifies_a_change_that_no_function_made() -> None:
    a_verified_central()
    Site.objects.central().update(url="http://x.example.org", central_changed_at=timezone.now())
    assert due() == ("Central", JobTrigger.CHANGE)


def test_it_has_nothing_to_do_when_the_tick_is_gone() -> None:
    untick_central_server(a_verified_central(), "Closed")
    assert due() is None


def test_it_verifies_again_when_the_time_has_come() -> None:
    central = a_central(URL)
    two_days_ago = timezone.now() - timedelta(days=2)
    Site.objects.central().update(central_changed_at=two_days_ago - timedelta(hours=1))
    set_created_at(a_job(central, status=JobStatus.SUCCEEDED), two_days_ago)
    assert due() == ("Central", JobTrigger.SCHEDULE)


def test_it_counts_a_verification_that_a_person_asked_for() -> None:
    central = a_central(URL)
    queue_jobs([central.pk], JobKind.VERIFY, JobTrigger.ADMINISTRATOR)
    assert due() is None


def test_it_queues_once_only() -> None:
    a_central(URL)
    queue_due_verification()
    assert due() is None
    assert SyncJob.objects.count() == 1


def test_it_verifies_again_after_a_change_during_a_verification() -> None:
    central = a_central(URL)
    running = a_job(central, status=JobStatus.RUNNING)
    change_site(central.pk, SiteDetails("Central", "", "http://other.example.org", True))  # noqa: FBT003
    assert queue_due_verification() == running
    SyncJob.objects.update(status=JobStatus.FAILED)
    assert due() == ("Central", JobTrigger.CHANGE)
    assert SyncJob.objects.count() == 2
