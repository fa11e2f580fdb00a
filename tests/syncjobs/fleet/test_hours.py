"""The hours of the last day and the health of all sites."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sites.health import Health
from syncjobs.fleet.health_counts import health_counts
from syncjobs.fleet.hours import last_hours
from syncjobs.models import FleetHour
from tests.sites.registered import bare

pytestmark = pytest.mark.django_db


def test_it_has_every_hour_of_the_last_day() -> None:
    now = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)
    hour = timedelta(hours=1)
    for began_at in (now - 30 * timedelta(minutes=1), now.replace(minute=0) - 24 * hour):
        FleetHour.objects.create(began_at=began_at, sync_count=7)
    found = last_hours(now)
    assert (found[0].began_at, found[-1].began_at) == (
        datetime(2026, 6, 30, 11, tzinfo=UTC),
        datetime(2026, 7, 1, 10, tzinfo=UTC),
    )
    assert [one.sync_count for one in found] == [0] * 23 + [7]


def test_it_counts_the_sites_of_every_health() -> None:
    now = timezone.now()
    bare("Never seen")
    bare("Also never seen")
    bare("Well", last_contact_at=now, last_success_at=now)
    bare("Failing", last_contact_at=now, last_refusal_code="site_has_no_store")
    bare("Down", last_contact_at=now, last_success_at=now - timedelta(days=9))
    counts = {found.health: found.count for found in health_counts()}
    assert counts == {
        Health.OK: 1,
        Health.LATE: 0,
        Health.DOWN: 1,
        Health.FAILING: 1,
        Health.NEVER_SEEN: 2,
        Health.DISABLED: 0,
    }
