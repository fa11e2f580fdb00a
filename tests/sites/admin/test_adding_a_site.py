import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client

from sites.credentials import client_secret, verify_secret
from sites.errors import RegisterError
from sites.models import Site, Store
from tests.portal.forms import fill_in, messages_of, text_of
from tests.sites.admin.addresses import ADD, FORM, SITES
from tests.sites.registered import registered, registered_central

pytestmark = pytest.mark.any_database

GENERATED = re.compile(r'<code id="password">([a-z2-9-]{29})</code>')
STORE = {"stores-0-code": "KAM", "stores-0-name": "Kamuzu Central"}


def add(client: Client, name: str = "Lakeside clinic", **typed: str | None) -> Any:
    return fill_in(client, ADD, FORM, name=name, **STORE | typed)


def test_it_registers_a_site_with_its_store(administrator: Client) -> None:
    add(administrator, code="LC")
    site = Site.objects.get()
    assert (site.name, site.code, site.pk > 1) == ("Lakeside clinic", "LC", True)
    assert [store.code for store in site.stores.all()] == ["KAM"]


def test_it_shows_a_generated_password_that_lets_the_site_in(administrator: Client) -> None:
    [password] = GENERATED.findall(add(administrator).content.decode())
    assert verify_secret(Site.objects.get().password_hash, client_secret(password))


def test_it_shows_a_generated_password_exactly_once(administrator: Client) -> None:
    response = add(administrator)
    [password] = GENERATED.findall(response.content.decode())
    assert response.content.decode().count(password) == 1
    for path in (SITES, f"{SITES}{Site.objects.get().pk}/change/", "/admin/"):
        assert password not in administrator.get(path).content.decode()


def test_it_lets_no_cache_keep_the_password(administrator: Client) -> None:
    control = add(administrator).headers["Cache-Control"]
    assert {"no-store", "private", "max-age=0"} <= set(control.split(", "))


def test_it_writes_the_password_nowhere(
    administrator: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    response = add(administrator)
    [password] = GENERATED.findall(response.content.decode())
    site = Site.objects.get()
    changes: Any = site.history
    rows = [list(changes.values()), list(LogEntry.objects.values())]
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert sessions
    everywhere = f"{rows} {sessions} {messages_of(response)} {caplog.text} {vars(site)}"
    assert password not in everywhere
    assert client_secret(password) not in everywhere


def test_it_takes_a_strong_typed_password_and_does_not_show_it(administrator: Client) -> None:
    response = add(administrator, password="green lorry under 9 mango trees")
    assert "green lorry" not in response.content.decode()
    secret = client_secret("green lorry under 9 mango trees")
    assert verify_secret(Site.objects.get().password_hash, secret)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "The name is empty. Give the site a name that its people know."),
        ({"name": "x" * 81}, "The name has 81 characters; 80 are allowed. Choose a shorter one."),
        ({"code": "x" * 41}, "The code has 41 characters; 40 are allowed. Choose a shorter one."),
        ({"name": "district  12".replace("  ", " ").upper()}, "“District 12” exists already."),
        ({"url": "central.example.org"}, "The URL does not begin with http:// or https://."),
        ({"url": "ftp://example.org"}, "begins with ftp://, which remote sites cannot use."),
        ({"url": "https://example.org/oms"}, "The URL contains the path /oms."),
        ({"url": "https://example.org?a=1"}, "The URL contains a query (?). Remove it."),
        ({"url": "https://example.org#a"}, "The URL contains a fragment (#). Remove it."),
        ({"url": "https://a:b@example.org"}, "The URL contains a user name."),
        ({"url": "https://example.org:0"}, "The port of the URL is not a number from 1 to 65535."),
        ({"is_open_msupply_central": "on"}, "The URL is empty. Enter one such as https://"),
        ({"password": "short"}, "This password is too short. It must contain at least 12"),
        ({"password": "lakeside clinic 1"}, "The password contains the name of the site."),
        ({"stores-0-code": "d12 STORE"}, "A store with this code exists already."),
        ({"stores-0-code": ""}, "This field is required."),
    ],
)
def test_it_says_what_is_wrong(administrator: Client, typed: dict[str, str], sentence: str) -> None:
    Store.objects.create(code="D12 store", name="District 12", site=registered())
    assert sentence in text_of(add(administrator, **typed))
    assert Site.objects.count() == 1


def test_it_names_the_present_central_server_at_a_second_tick(administrator: Client) -> None:
    registered_central("Ministry")
    page = text_of(add(administrator, is_open_msupply_central="on", url="http://b.example.org"))
    assert "Ministry is the Open mSupply central server now, and there can be only one." in page
    assert "use “Make this the central server” on the page of the new one" in page
    assert Site.objects.count() == 1


def test_it_refuses_two_new_stores_with_one_code(administrator: Client) -> None:
    twice = {"stores-TOTAL_FORMS": "2", "stores-1-code": "kam", "stores-1-name": "Twin"}
    page = add(administrator, **twice, **{"stores-1-mode": "store"})
    assert "Another row has this code already." in text_of(page)
    assert not Site.objects.exists()


def test_it_warns_that_a_site_needs_a_store(administrator: Client) -> None:
    response = fill_in(administrator, ADD, FORM, name="Lakeside clinic")
    [warning] = messages_of(response)
    assert "Lakeside clinic has no active store and will be refused" in warning


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RegisterError("Somebody was quicker.", "Look again."), "Somebody was quicker. Look"),
        (IntegrityError("UNIQUE constraint failed: store"), "Somebody else saved the same"),
    ],
)
def test_it_says_a_refusal_of_the_last_moment(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def refuse(*args: object) -> None:
        raise error

    # The site is written by then: the refusal must take it back.
    monkeypatch.setattr("sites.registration.assign_stores", refuse)
    response = add(administrator)
    assert sentence in messages_of(response)[0]
    assert response.request["PATH_INFO"] == ADD
    assert not Site.objects.exists()


def test_it_hides_no_defect_behind_a_sentence(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise IntegrityError("FOREIGN KEY constraint failed")

    monkeypatch.setattr("sites.registration.assign_stores", fail)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        add(administrator)
