"""Changes are told when they have lasted."""

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.models import Site
from syncjobs.models import UnsettledHealth
from tests.syncjobs.alerts.unwell import NO_STORE, Looks, a_channel, a_site, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(settings: Settings) -> Looks:
    settings.ALERT_SETTLE_SECONDS = 300
    a_channel()
    return Looks()


def test_it_waits_before_it_tells(look: Looks) -> None:
    a_site(hours=30)
    assert [look(minutes=2) for _ in range(4)] == [[], [], [], ["District 12 is late"]]
    assert look() == []
    assert not UnsettledHealth.objects.exists()


def test_it_says_nothing_of_a_trouble_that_passes(look: Looks) -> None:
    site = a_site()
    for _ in range(5):
        change(site, last_refusal_code=NO_STORE)
        assert look(minutes=3) == []
        change(site, last_refusal_code="")
        assert look(minutes=3) == []
    assert not UnsettledHealth.objects.exists()


def test_it_says_nothing_of_a_recovery_that_does_not_last(look: Looks) -> None:
    site = a_site(last_refusal_code=NO_STORE)
    look()
    assert look(minutes=6) == [f"District 12 is failing: {NO_STORE}"]
    change(site, last_refusal_code="")
    assert look() == []
    change(site, last_refusal_code=NO_STORE)
    assert look(minutes=10) == []


def test_it_waits_anew_for_another_cause(look: Looks) -> None:
    site = a_site(last_refusal_code=NO_STORE)
    look()
    change(site, last_refusal_code="site_incorrect_hardware_id")
    assert look(minutes=6) == []
    assert look(minutes=6) == ["District 12 is failing: site_incorrect_hardware_id"]


def test_it_gathers_sites_that_meet_the_same_trouble_one_after_the_other(look: Looks) -> None:
    sites = [a_site(f"Site {n}") for n in range(5)]
    for site in sites:
        change(site, last_refusal_code=NO_STORE)
        assert look(minutes=1.2) == []
    # The first has settled after five minutes, the last one after ten.
    assert look(minutes=1.2) == []
    assert look(minutes=4) == [f"5 sites are failing: {NO_STORE}"]
    Site.objects.update(last_refusal_code="", last_success_at=timezone.now())
    assert look() == []
    assert look(minutes=5) == ["5 sites are well again"]
