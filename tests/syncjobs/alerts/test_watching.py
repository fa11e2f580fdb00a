"""Which changes are told, and how often."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.models import Site
from syncjobs.alerts.watching import find_health_changes
from syncjobs.models import AlertDelivery, AlertedHealth, UnsettledHealth
from tests.syncjobs.alerts.unwell import NO_STORE, Looks, a_channel, a_site, change, many_sites
from tests.syncjobs.far_side import at_the_same_moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def look() -> Looks:
    return Looks()


@pytest.fixture
def channel(db: None) -> None:
    a_channel()


def test_it_says_nothing_of_healthy_sites(channel: None, look: Looks) -> None:
    many_sites(5)
    assert look() == []
    assert not UnsettledHealth.objects.exists()


@pytest.mark.parametrize(
    ("columns", "subject"),
    [
        ({"hours": 30}, "District 12 is late"),
        ({"hours": 100}, "District 12 is down"),
        ({"last_refusal_code": NO_STORE}, f"District 12 is failing: {NO_STORE}"),
        ({"last_failure_code": "site_silent"}, "District 12 is failing: site_silent"),
        ({"late_after": timedelta(minutes=5)}, "District 12 is late"),
    ],
)
def test_it_tells_when_a_site_becomes_unwell(
    channel: None, look: Looks, columns: dict[str, object], subject: str
) -> None:
    a_site(**columns)  # type: ignore[arg-type]
    assert look() == [subject]
    assert look() == []


@pytest.mark.parametrize(
    "columns",
    [
        {"hours": 100, "disabled_at": timezone.now()},
        {"last_refusal_code": NO_STORE, "disabled_at": timezone.now()},
        {"last_contact_at": None, "last_attempt_at": None, "last_success_at": None},
    ],
)
def test_it_says_nothing_of_disabled_and_new_sites(
    channel: None, look: Looks, columns: dict[str, object]
) -> None:
    a_site(**columns)  # type: ignore[arg-type]
    assert look() == []
    assert not AlertedHealth.objects.exists()


def test_it_follows_a_site_through_its_states(channel: None, look: Looks) -> None:
    site = a_site(hours=30)
    assert look() == ["District 12 is late"]
    change(site, last_success_at=timezone.now() - timedelta(hours=80))
    assert look() == ["District 12 is down"]
    change(site, last_refusal_code=NO_STORE)
    assert look() == [f"District 12 is failing: {NO_STORE}"]
    change(site, last_refusal_code="site_incorrect_hardware_id")
    assert look() == ["District 12 is failing: site_incorrect_hardware_id"]
    change(site, last_refusal_code="", last_success_at=timezone.now())
    assert look() == ["District 12 is well again"]
    assert look() == []
    assert not AlertedHealth.objects.exists()


def test_it_tells_what_a_site_was_before(channel: None, look: Looks) -> None:
    site = a_site(last_refusal_code=NO_STORE)
    look()
    change(site, last_refusal_code="")
    look()
    delivery = AlertDelivery.objects.latest("pk")
    assert f"- District 12, site {site.pk}, was failing: {NO_STORE}" in delivery.text
    assert json.loads(delivery.payload)["sites"][0]["was"] == {
        "health": "failing",
        "cause": NO_STORE,
    }


def test_it_tells_of_200_sites_in_one_message(channel: None, look: Looks) -> None:
    many_sites(212, last_refusal_code=NO_STORE)
    many_sites_of_another_kind = [a_site(f"Late {n}", hours=30) for n in range(3)]
    assert look() == [f"212 sites are failing: {NO_STORE}", "3 sites are late"]
    assert AlertedHealth.objects.count() == 212 + len(many_sites_of_another_kind)
    text = AlertDelivery.objects.get(subject__startswith="212").text
    assert text.count("\n- Site ") == 20
    assert "and 192 more" in text
    assert "https://portal.example.org/admin/sites/site/?health=failing" in text
    Site.objects.update(last_refusal_code="", last_success_at=timezone.now())
    assert look() == ["215 sites are well again"]


def test_it_tells_every_channel_that_is_on(look: Looks) -> None:
    for name, is_on in (("One", True), ("Two", True), ("Off", False)):
        a_channel(name, is_on=is_on)
    a_site(hours=30)
    assert look() == ["District 12 is late"] * 2
    told = AlertDelivery.objects.values_list("channel__name", flat=True)
    assert set(told) == {"One", "Two"}
    ids = {json.loads(row.payload)["id"] for row in AlertDelivery.objects.all()}
    assert len(ids) == 1


def test_it_does_not_tell_the_past_to_a_new_channel(look: Looks) -> None:
    site = a_site(hours=30)
    assert look() == []
    assert AlertedHealth.objects.get().health == "late"
    a_channel()
    assert look() == []
    change(site, last_success_at=timezone.now())
    assert look() == ["District 12 is well again"]


def test_it_forgets_what_it_told_of_a_site_that_is_disabled(channel: None, look: Looks) -> None:
    site = a_site(hours=30)
    look()
    change(site, disabled_at=timezone.now())
    assert look() == []
    assert not AlertedHealth.objects.exists()
    change(site, disabled_at=None)
    assert look() == ["District 12 is late"]


def test_it_looks_once_a_minute(channel: None, look: Looks) -> None:
    look()
    a_site(hours=30)
    assert look(minutes=0.5) == []
    assert look(minutes=0.5) == ["District 12 is late"]


@pytest.mark.django_db(transaction=True)
def test_ticks_at_the_same_moment_tell_once() -> None:
    a_channel()
    many_sites(5, last_refusal_code=NO_STORE)
    moment = timezone.now()
    for round_ in range(3):
        now = moment + timedelta(minutes=2 * round_)
        results = at_the_same_moment([lambda: find_health_changes(now)] * 4)  # noqa: B023
        assert sum(results) == (1 if round_ == 0 else 0)
    assert AlertDelivery.objects.count() == 1


def test_a_look_costs_the_same_however_many_sites_there_are(channel: None, look: Looks) -> None:
    many_sites(300, last_refusal_code=NO_STORE)
    look()
    look.now += timedelta(minutes=2)
    with CaptureQueriesContext(connection) as queries:
        find_health_changes(look.now)
    assert len(queries) <= 12
    with CaptureQueriesContext(connection) as queries:
        find_health_changes(look.now)
    assert len(queries) == 1


def test_it_writes_all_or_nothing(
    channel: None, look: Looks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise RuntimeError

    a_site(hours=30)
    with monkeypatch.context() as patch:
        patch.setattr("syncjobs.alerts.watching._keep_told", break_off)
        with pytest.raises(RuntimeError):
            look()
    assert not AlertDelivery.objects.exists()
    assert look(minutes=0) == ["District 12 is late"]


def test_it_goes_on_when_a_told_site_is_deleted(
    channel: None, look: Looks, settings: Settings
) -> None:
    site = a_site(hours=30)
    look()
    settings.ALERT_SETTLE_SECONDS = 300
    change(site, last_success_at=timezone.now())
    look()
    site.delete()
    assert look() == []
    assert (AlertedHealth.objects.count(), UnsettledHealth.objects.count()) == (0, 0)
