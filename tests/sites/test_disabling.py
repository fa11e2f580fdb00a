"""Switching a site off and on again."""

import pytest
from django.utils import timezone

from sites.errors import RegisterError
from sites.health import Health, health_of
from sites.models import Site
from sites.registration import disable_site, enable_site
from sites.sync_outcome import record_sync_failure
from tests.sites.calls import Caller, ask, error_of
from tests.sites.registered import reasons_of, registered, registered_central

pytestmark = pytest.mark.django_db


def test_it_refuses_the_calls_of_a_disabled_site_with_the_reason() -> None:
    site = registered()
    disable_site(site.pk, "  The clinic is closed. ")
    error = error_of(ask(Caller()), 403)
    assert error["code"] == "site_disabled"
    assert "The clinic is closed." in error["message"]
    assert reasons_of(site)[0] == "Disabled: The clinic is closed."


def test_it_tells_the_reason_only_to_who_knows_the_password() -> None:
    disable_site(registered().pk, "Stolen by a neighbour")
    error = error_of(ask(Caller(password="not the one")), 401)
    assert "neighbour" not in error["message"]


def test_it_binds_no_machine_while_disabled() -> None:
    site = registered()
    disable_site(site.pk, "Stolen")
    ask(Caller())
    site.refresh_from_db()
    assert site.hardware_id == ""


def test_it_lets_an_enabled_site_in_again() -> None:
    site = registered()
    disable_site(site.pk, "Closed")
    enable_site(site.pk)
    site.refresh_from_db()
    assert (site.is_disabled, site.disabled_reason, reasons_of(site)[0]) == (False, "", "Enabled")
    assert ask(Caller()).status_code == 200


def test_an_enabled_site_is_not_failing_because_it_was_disabled() -> None:
    site = registered(last_contact_at=timezone.now())
    disable_site(site.pk, "Closed")
    ask(Caller())
    record_sync_failure(site.pk, "site_disabled", "This site is disabled.")
    site = enable_site(site.pk)
    site.refresh_from_db()
    assert health_of(site) is Health.OK
    assert (site.last_refusal_code, site.last_failure_message) == ("", "")


def test_an_enabled_site_goes_on_failing_for_another_reason() -> None:
    site = registered(last_refusal_code="site_has_no_store", last_failure_code="site_went_silent")
    disable_site(site.pk, "Closed")
    site = enable_site(site.pk)
    assert (site.last_refusal_code, site.last_failure_code) == (
        "site_has_no_store",
        "site_went_silent",
    )


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" ", "The reason is empty."),
        ("r" * 201, "The reason has 201 characters; 200 are allowed."),
    ],
)
def test_it_refuses_an_unreadable_reason(reason: str, sentence: str) -> None:
    site = registered()
    with pytest.raises(RegisterError) as refusal:
        disable_site(site.pk, reason)
    assert refusal.value.text == sentence
    assert Site.objects.enabled().get() == site


def test_it_refuses_to_disable_the_central_server() -> None:
    site = registered_central("Ministry")
    with pytest.raises(RegisterError, match="Ministry is the Open mSupply central server and"):
        disable_site(site.pk, "Closed")
    assert Site.objects.enabled().get() == site
