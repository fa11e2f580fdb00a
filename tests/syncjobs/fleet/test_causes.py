"""What failed in the last day, by its cause."""

from datetime import timedelta

import pytest
from django.utils import timezone

from syncjobs.choices import JobStatus
from syncjobs.fleet.causes import MOST_CAUSES, causes_of_failures
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
