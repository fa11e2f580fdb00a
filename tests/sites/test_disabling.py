"""Switching a site off and on again."""

import pytest

from sites.errors import RegisterError
from sites.models import Site
from sites.registration import disable_site, enable_site
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
