"""What failed in the last day, by its cause."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus
from syncjobs.fleet.causes import MOST_CAUSES, causes_of_failures
from syncjobs.following.refusals import record_refused_syncs
from syncjobs.models import SyncJob
from tests.syncjobs.far_side import a_site
from tests.syncjobs.fleet.syncs import a_sync

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_it_tells_of_how_many_sites_since_when_and_why() -> None:
    now = timezone.now()
    one, other = a_site("One", "O"), a_site("Other", "T")
    for site, hours in ((one, 20), (one, 3), (other, 2)):
        a_sync(
            site,
            JobStatus.FAILED,
            finished_at=now - hours * HOUR,
            error_code="site_went_silent",
            error_message=f"Silent {hours} hours ago.",
        )
    a_sync(one, JobStatus.FAILED, error_code="site_refused", finished_at=now)
    silent, refused = causes_of_failures(now).causes
    assert (silent.error_code, silent.site_count) == ("site_went_silent", 2)
    assert (silent.first_at, silent.last_at) == (now - 20 * HOUR, now - 2 * HOUR)
    assert silent.sentence == "Silent 2 hours ago."
    assert (refused.error_code, refused.site_count) == ("site_refused", 1)


def test_a_refusal_that_goes_on_began_with_the_first_refused_call() -> None:
    site, now = a_site(), timezone.now()
    began = now - 5 * HOUR
    Site.objects.filter(pk=site.pk).update(
        last_refusal_code="site_has_no_store", last_attempt_at=began
    )
    record_refused_syncs()
    SyncJob.objects.update(created_at=began, finished_at=began)
    Site.objects.filter(pk=site.pk).update(last_attempt_at=now)
    assert record_refused_syncs() == 1
    (cause,) = causes_of_failures(now).causes
    assert (cause.first_at, cause.last_at) == (began, now)


def test_a_sync_that_was_asked_for_long_ago_failed_at_its_end() -> None:
    now = timezone.now()
    job = a_sync(a_site(), JobStatus.FAILED, trigger="administrator", started_at=None)
    SyncJob.objects.filter(pk=job.pk).update(created_at=now - 30 * HOUR, finished_at=now - HOUR)
    (cause,) = causes_of_failures(now).causes
    assert (cause.first_at, cause.last_at) == (now - HOUR, now - HOUR)


def test_it_leaves_what_is_older_or_did_not_fail() -> None:
    site, now = a_site(), timezone.now()
    a_sync(site, JobStatus.FAILED, error_code="old", finished_at=now - 25 * HOUR)
    a_sync(site, JobStatus.CANCELLED, error_code="cancelled", finished_at=now)
    a_sync(site, JobStatus.QUEUED, error_code="tried_again", finished_at=None)
    assert causes_of_failures().causes == []


def test_it_shows_the_first_and_says_that_there_are_more() -> None:
    site = a_site()
    for number in range(MOST_CAUSES + 1):
        a_sync(site, JobStatus.FAILED, error_code=f"cause_{number:02}")
    found = causes_of_failures()
    assert (len(found.causes), found.has_more) == (MOST_CAUSES, True)
    assert found.causes[0].error_code == "cause_00"
