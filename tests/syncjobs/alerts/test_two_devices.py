"""Alerts about sites that two devices use."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.claims import keep_old_machine
from sites.models import PendingClaim, Site
from syncjobs.models import AlertDelivery, AlertedTwoDevices
from tests.syncjobs.alerts.unwell import Looks, a_channel, a_site, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def look() -> Looks:
    a_channel()
    return Looks()


def claimed(site: Site, *, in_turn: bool = True) -> PendingClaim:
    """A second device of the site, which has called in turn with the bound one, or not."""
    now = timezone.now()
    return PendingClaim.objects.create(
        site=site,
        hardware_id="new",
        first_at=now,
        last_at=now,
        alternated_at=now if in_turn else None,
    )


def test_it_tells_once_that_two_devices_use_a_site(look: Looks) -> None:
    site = a_site()
    claim = claimed(site)
    assert look() == ["District 12 is used by two devices"]
    payload = json.loads(AlertDelivery.objects.get().payload)
    assert (payload["event"], payload["health"]) == ("sites_with_two_devices", "two_devices")
    assert payload["url"].endswith(f"/admin/sites/site/{site.pk}/change/")
    # They go on to call in turn.
    PendingClaim.objects.filter(pk=claim.pk).update(alternated_at=look.now)
    assert look(minutes=600) == []


def test_it_says_nothing_of_a_device_that_only_asked(look: Looks) -> None:
    claimed(a_site(), in_turn=False)
    assert look() == []


def test_it_says_nothing_of_disabled_sites(look: Looks) -> None:
    site = a_site(disabled_at=timezone.now())
    claimed(site)
    assert look() == []
    change(site, disabled_at=None)
    assert look() == ["District 12 is used by two devices"]


def test_it_tells_of_many_in_one_message(look: Looks) -> None:
    for number in range(12):
        claimed(a_site(f"Site {number}"))
    assert look() == ["12 sites are used by two devices"]
    assert json.loads(AlertDelivery.objects.get().payload)["url"].endswith("/site/?claimed=turns")


def test_it_tells_again_when_it_comes_back_after_a_decision(look: Looks) -> None:
    site = a_site()
    claimed(site)
    look()
    keep_old_machine(site.pk)
    assert look() == []
    assert not AlertedTwoDevices.objects.exists()
    claimed(site)
    assert look() == ["District 12 is used by two devices"]


def test_it_tells_of_a_site_that_is_unwell_as_well(look: Looks) -> None:
    claimed(a_site(hours=30))
    assert look() == ["District 12 is late", "District 12 is used by two devices"]


def test_it_pauses_between_messages(look: Looks, settings: Settings) -> None:
    settings.ALERT_SETTLE_SECONDS = 300
    for number, subjects in ((1, 1), (2, 0), (3, 0)):
        change(a := a_site(f"Site {number}"), last_success_at=look.now + timedelta(hours=1))
        claimed(a)
        assert len(look()) == subjects
    assert look(minutes=15) == ["2 sites are used by two devices"]
