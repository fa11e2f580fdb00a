import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sites.credentials import client_secret, verify_secret
from sites.models import Site
from sites.registration import disable_site
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.admin.addresses import SITES, page_of
from tests.sites.calls import Caller, ask
from tests.sites.registered import reasons_of, registered, registered_central

pytestmark = pytest.mark.any_database

GENERATED = re.compile(r'<code id="password">([a-z2-9-]{29})</code>')


def act(client: Client, site: Site, slug: str, **typed: str) -> Any:
    return fill_in(client, page_of(site, slug), **typed)


def offered(client: Client, site: Site) -> list[str]:
    """The acts for which the site's page has a button."""
    page = client.get(page_of(site)).content.decode()
    return re.findall(r'<a href="\.\./([a-z-]+)/"', page)


@pytest.mark.parametrize(
    ("columns", "acts"),
    [
        ({}, ["set-password", "make-central", "disable"]),
        ({"hardware_id": "m"}, ["set-password", "reset-hardware-id", "make-central", "disable"]),
        ({"disabled_at": timezone.now(), "disabled_reason": "Gone"}, ["set-password", "enable"]),
        (
            {"is_open_msupply_central": True, "url": "http://c.org"},
            ["set-password", "take-tick-away"],
        ),
    ],
)
def test_it_offers_what_is_possible(
    administrator: Client, columns: dict[str, Any], acts: list[str]
) -> None:
    assert offered(administrator, registered(**columns)) == acts


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("set-password", "is refused until somebody enters the new password at the site"),
        ("disable", "every call is refused with the reason that you give here"),
        ("make-central", "District 12 becomes the Open mSupply central server; there is none now."),
        ("reset-hardware-id", "is bound to the machine machine-1."),
    ],
)
def test_it_says_what_will_happen_and_does_nothing_yet(
    administrator: Client, slug: str, sentence: str
) -> None:
    site = registered(hardware_id="machine-1")
    before = Site.objects.values().get(), len(reasons_of(site))
    assert sentence in text_of(administrator.get(page_of(site, slug)))
    assert (Site.objects.values().get(), len(reasons_of(site))) == before


def test_it_sets_a_generated_password_and_shows_it_once(administrator: Client) -> None:
    site = registered()
    response = act(administrator, site, "set-password")
    [password] = GENERATED.findall(response.content.decode())
    assert "no-store" in response.headers["Cache-Control"]
    site.refresh_from_db()
    assert verify_secret(site.password_hash, client_secret(password))
    for path in (page_of(site), page_of(site, "set-password"), page_of(site, "history")):
        assert password not in administrator.get(path).content.decode()


def test_it_refuses_the_old_password_from_then_on(administrator: Client) -> None:
    site = registered()
    assert ask(Caller()).status_code == 200
    act(administrator, site, "set-password", password="a new one with 6 words", reason="Leaked")
    assert reasons_of(site)[0] == "Password set: Leaked"
    assert ask(Caller()).status_code == 401
    assert ask(Caller(password="a new one with 6 words")).status_code == 200


def test_it_refuses_a_weak_password(administrator: Client) -> None:
    site = registered()
    page = text_of(act(administrator, site, "set-password", password="123456789012"))
    assert "This password is entirely numeric." in page
    site.refresh_from_db()
    assert verify_secret(site.password_hash, Caller().secret)


def test_it_frees_a_site_for_another_machine(administrator: Client) -> None:
    site = registered(hardware_id="old", app_version="2.20.0")
    response = act(administrator, site, "reset-hardware-id", reason="Tablet stolen")
    assert "the next machine that calls is bound to it" in messages_of(response)[0]
    assert ask(Caller(hardware_id="new")).status_code == 200
    assert ask(Caller(hardware_id="old")).status_code == 401
    assert "Tablet stolen" in reasons_of(site)


def test_it_switches_a_site_off_with_a_reason(administrator: Client) -> None:
    site = registered()
    act(administrator, site, "disable", reason="Closed for the floods")
    answer = ask(Caller())
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "site_disabled")
    assert "This site is disabled: Closed for the floods" in text_of(
        administrator.get(page_of(site))
    )


def test_it_needs_a_reason_to_switch_a_site_off(administrator: Client) -> None:
    site = registered()
    assert "This field is required." in text_of(act(administrator, site, "disable", reason=" "))
    site.refresh_from_db()
    assert not site.is_disabled


def test_it_switches_a_site_on_again(administrator: Client) -> None:
    site = registered()
    disable_site(site.pk, "Closed")
    act(administrator, site, "enable", reason="Found again")
    assert ask(Caller()).status_code == 200


@pytest.mark.parametrize("slug", ["enable", "reset-hardware-id"])
def test_it_does_nothing_when_the_page_was_older_than_the_site(
    administrator: Client, slug: str
) -> None:
    site = registered()
    changes = len(reasons_of(site))
    response = administrator.post(page_of(site, slug), {"reason": ""}, follow=True)
    assert "is not possible for District 12 as it is now" in messages_of(response)[0]
    assert len(reasons_of(site)) == changes


def test_it_does_not_switch_the_central_server_off(administrator: Client) -> None:
    site = registered_central()
    administrator.post(page_of(site, "disable"), {"reason": "Oops"}, follow=True)
    site.refresh_from_db()
    assert not site.is_disabled


def test_it_has_no_acts_on_a_site_that_is_not_there(administrator: Client) -> None:
    assert administrator.get(f"{SITES}4711/disable/").status_code == 404


def test_it_names_how_many_sites_follow_the_tick(administrator: Client) -> None:
    registered_central("Ministry")
    for number in range(3):
        registered(f"Post {number}")
    disable_site(registered("Closed").pk, "Closed")
    page = text_of(administrator.get(page_of(Site.objects.get(name="Post 0"), "make-central")))
    assert "The tick moves from Ministry (https://central.example.org) to Post 0." in page
    assert "3 sites will be sent to the URL below." in page


def test_it_moves_the_tick_in_one_act(administrator: Client) -> None:
    ministry, site = registered_central("Ministry"), registered()
    new = {"url": "https://new.example.org/", "reason": "New server"}
    response = act(administrator, site, "make-central", **new)
    [central] = Site.objects.central()
    assert (central, central.url) == (site, "https://new.example.org")
    assert "District 12 is the Open mSupply central server now" in text_of(response)
    assert (reasons_of(ministry)[0], reasons_of(site)[0]) == ("New server", "New server")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "The URL is empty. Enter one such as https://central.example.org."),
        ("new.example.org", "The URL does not begin with http:// or https://."),
        ("https://new.example.org/oms", "The URL contains the path /oms."),
    ],
)
def test_it_moves_the_tick_to_no_unusable_url(
    administrator: Client, url: str, sentence: str
) -> None:
    ministry, site = registered_central("Ministry"), registered()
    assert sentence in text_of(act(administrator, site, "make-central", url=url))
    assert list(Site.objects.central()) == [ministry]


def test_it_tells_when_somebody_else_moved_the_tick_meanwhile(administrator: Client) -> None:
    registered_central("Ministry")
    site, other = registered(), registered("Other")
    path = page_of(site, "make-central")
    stale = fields_of(administrator.get(path)) | {
        "url": "https://new.example.org",
        "reason": "Agreed",
    }
    typed = {"url": "https://other.example.org", "reason": "Agreed"}
    act(administrator, other, "make-central", **typed)
    refused = send(administrator, path, stale)
    assert "changed by somebody else in the meantime: it is Other now." in text_of(refused)
    assert "The tick moves from Other (https://other.example.org) to" in text_of(refused)
    assert list(Site.objects.central()) == [other]
    # The page says the new consequence by now, so its form may be confirmed.
    send(administrator, path, fields_of(refused))
    assert list(Site.objects.central()) == [site]


def test_it_takes_the_tick_away_as_an_act_of_its_own(administrator: Client) -> None:
    site = registered_central("Ministry")
    registered()
    path = f"/admin/sites/site/{site.pk}/take-tick-away/"
    assert "1 other site will not sync at all" in text_of(administrator.get(path))
    administrator.post(path, {"reason": "It burnt down"})
    site.refresh_from_db()
    assert not site.is_open_msupply_central
    assert reasons_of(site)[0] == "It burnt down"
