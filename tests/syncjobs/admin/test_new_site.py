"""A new site in a minute, without JavaScript, and its card."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from pytest_django.fixtures import Settings

from sites.check_words import check_words
from sites.credentials import client_secret, verify_secret
from sites.errors import RegisterError
from sites.models import Site, Store
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.admin.addresses import SITES, page_of
from tests.sites.registered import history_of, reasons_of, registered
from tests.support.people import person
from tests.syncjobs.exchange.wire import stored

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

NEW = f"{SITES}new/"
FORM = "new-site"
GENERATED = re.compile(r'<code id="password">([a-z2-9-]{29})</code>')
LAKE = {"store_code_0": "LAKE", "store_name_0": "Lakeside store"}


def made(client: Client, name: str = "Lakeside clinic", **typed: str) -> Any:
    """What the short form answers."""
    return fill_in(client, NEW, FORM, name=name, **LAKE | typed)


def test_it_makes_a_site_that_is_let_in_and_whose_store_is_told(administrator: Client) -> None:
    page = made(administrator, code="LC")
    [password] = GENERATED.findall(page.content.decode())
    site = Site.objects.get()
    assert (site.name, site.code) == ("Lakeside clinic", "LC")
    assert verify_secret(site.password_hash, client_secret(password))
    store = site.stores.get()
    assert (store.code, store.name) == ("LAKE", "Lakeside store")
    told = stored("store", store.pk)
    assert told is not None
    assert told["sync_id_remote_site"] == site.pk
    assert reasons_of(site) == ["Registered"]
    [change] = history_of(site).all()
    assert (change.door, change.history_user) == ("admin", User.objects.get())
    assert LogEntry.objects.get().object_repr == "Lakeside clinic"


def test_the_card_has_all_that_is_entered_and_compared(
    administrator: Client, settings: Settings
) -> None:
    settings.PORTAL_URL = "https://portal.example.org"
    page = made(administrator)
    text = text_of(page)
    assert "Lakeside clinic is registered." in text
    words = " ".join(check_words("https://portal.example.org", "Lakeside clinic"))
    assert "https://portal.example.org" in text
    assert words in text
    assert "loopback" not in text
    assert "QR code of https://portal.example.org" in page.content.decode()
    assert words in text_of(administrator.get(page_of(Site.objects.get())))


def test_the_card_warns_of_an_address_that_no_other_machine_can_use(
    administrator: Client, settings: Settings
) -> None:
    settings.PORTAL_URL = "http://127.0.0.1:8000"
    assert "http://127.0.0.1:8000 is a loopback address" in text_of(made(administrator))


def test_the_password_is_on_the_card_of_that_moment_and_nowhere_else(
    administrator: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    page = made(administrator)
    [password] = GENERATED.findall(page.content.decode())
    assert page.content.decode().count(password) == 1
    assert "no-store" in page.headers["Cache-Control"]
    site = Site.objects.get()
    for path in (NEW, SITES, page_of(site), page_of(site, "card"), page_of(site, "history")):
        assert password not in administrator.get(path).content.decode()
    kept = [session.get_decoded() for session in Session.objects.all()]
    rows = [list(history_of(site).values()), list(LogEntry.objects.values()), vars(site)]
    everywhere = f"{kept} {rows} {caplog.text}"
    assert password not in everywhere
    assert client_secret(password) not in everywhere


def test_a_typed_password_is_taken_and_not_shown(administrator: Client) -> None:
    typed = "green lorry under 9 mango trees"
    page = made(administrator, password=typed)
    site = Site.objects.get()
    assert page.request["PATH_INFO"] == page_of(site, "card")
    assert messages_of(page) == ["Lakeside clinic is registered."]
    assert typed not in page.content.decode()
    assert verify_secret(site.password_hash, client_secret(typed))


def test_it_takes_a_free_store_by_its_code(administrator: Client) -> None:
    free = Store.objects.create(code="KAM", name="Kamuzu Central")
    made(administrator, store_code_0="kam", store_name_0="", store_code_2="NEW", store_name_2="New")
    site = Site.objects.get()
    assert list(site.stores.order_by("code")) == [free, Store.objects.get(code="NEW")]
    assert [row.history_change_reason for row in history_of(free).all()] == [
        "Registered with the site Lakeside clinic",
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "The name is empty. Give the site a name that its people know."),
        ({"name": "DISTRICT 12"}, "A site called “District 12” exists already."),
        ({"code": "x" * 41}, "The code has 41 characters; 40 are allowed."),
        ({"password": "short"}, "This password is too short."),
        ({"password": "lakeside clinic 1"}, "The password contains the name of the site."),
        ({"store_code_0": "d12 STORE"}, "Store D12 store is on the site District 12;"),
        ({"store_code_0": ""}, "A store code is empty. Give every store a code."),
        ({"store_name_0": ""}, "No store has the code LAKE. Correct the code, or give the new"),
        ({"store_code_0": "", "store_name_0": ""}, "Every site needs a store."),
        ({"store_code_1": "lake", "store_name_1": "B"}, "It names the store lake twice."),
        ({"store_code_1": "FREE", "store_name_1": "B"}, "Store FREE exists already and is called"),
        ({"store_code_1": "OFF"}, "Store OFF is disabled and would not count."),
        ({"store_name_0": "x" * 201}, "The name of the store has 201 characters; 200 are"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    administrator: Client, typed: dict[str, str], sentence: str
) -> None:
    Store.objects.create(code="D12 store", name="District 12", site=registered())
    Store.objects.create(code="FREE", name="Free store")
    Store.objects.create(code="OFF", name="Closed", disabled=True)
    before = Store.objects.count()
    page = made(administrator, **{"code": "LC", **typed})
    assert sentence in text_of(page)
    again = fields_of(page, FORM)
    expected = {"name": "Lakeside clinic", "code": "LC", **LAKE, **typed, "password": ""}
    assert {name: again[name] for name in expected} == expected
    assert (Site.objects.count(), Store.objects.count()) == (1, before)


def test_it_makes_room_for_more_stores(administrator: Client) -> None:
    fields = fields_of(administrator.get(NEW), FORM)
    typed = {"name": "Hospital", "password": "rain-on-the-river", **LAKE}
    page = send(administrator, NEW, fields, more="yes", **typed)
    fields = fields_of(page, FORM)
    assert (fields["name"], fields["store_code_0"]) == ("Hospital", "LAKE")
    send(administrator, NEW, fields, store_code_5="WARD", store_name_5="Ward 1")
    site = Site.objects.get()
    assert verify_secret(site.password_hash, client_secret("rain-on-the-river"))
    codes = site.stores.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["LAKE", "WARD"]


@pytest.mark.parametrize("column", ["name", "code", "password", "store_code_0"])
def test_it_refuses_a_zero_character(administrator: Client, column: str) -> None:
    page = made(administrator, **{column: "a\0b"})
    assert "Null characters are not allowed." in text_of(page)
    assert not Site.objects.exists()


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

    monkeypatch.setattr("sites.registration.assign_stores", refuse)
    page = made(administrator)
    assert sentence in text_of(page)
    assert not Site.objects.exists()


def test_a_new_password_ends_with_the_same_card(administrator: Client) -> None:
    site = registered()
    page = fill_in(administrator, page_of(site, "set-password"))
    assert GENERATED.search(page.content.decode())
    assert "Check words" in text_of(page)


def test_it_offers_only_free_stores_while_one_types(administrator: Client) -> None:
    Store.objects.create(code="KAM-1", site=registered())
    Store.objects.create(code="KAM-2")
    page = administrator.get("/admin/sites/siteuser/store-codes/?free=yes&store_code_0=kam")
    assert re.findall('value="([^"]*)"', page.content.decode()) == ["KAM-2"]


def test_the_list_leads_there(administrator: Client, viewer: Client) -> None:
    assert f'href="{NEW}"' in administrator.get(SITES).content.decode()
    # “Add” of the sidebar, on a page that has no other way to it.
    assert f'href="{NEW}"' in administrator.get("/admin/sites/store/").content.decode()
    assert "New site" not in text_of(viewer.get(SITES))
    assert f'href="{SITES}add/"' in administrator.get(NEW).content.decode()


def test_who_may_not_add_stores_makes_no_site_with_them(client: Client) -> None:
    somebody = person("Sam", "Viewers")
    somebody.user_permissions.add(Permission.objects.get(codename="add_site"))
    client.force_login(somebody)
    assert client.get(NEW).status_code == 403
    assert f'href="{SITES}add/"' in client.get("/admin/sites/store/").content.decode()
    assert client.post(NEW, {"name": "Mine", **LAKE}).status_code == 403
    assert not Site.objects.exists()
