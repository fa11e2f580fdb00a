"""The page before a change is saved: what it says, what it keeps, and when it lets pass."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from sites.credentials import client_secret, verify_secret
from sites.models import Site, Store
from sites.registration import SiteDetails, change_site
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.sites.admin.addresses import ADD, FORM, STORES, page_of
from tests.sites.registered import CENTRAL_URL, reasons_of, registered, registered_central, store_of

LOOK = "before-saving"
OTHER_URL = "https://elsewhere.example.org"


def change(client: Client, site: Site, **typed: str | None) -> Any:
    return fill_in(client, page_of(site), FORM, **typed)


def press(client: Client, site: Site, page: Any, button: str, **typed: str) -> Any:
    """Presses a button of the page before a change is saved."""
    return send(client, page_of(site), fields_of(page, LOOK), before_saving=button, **typed)


def test_it_says_what_sites_are_told_before_and_after(administrator: Client) -> None:
    central = registered_central("Ministry")
    registered("District 12")
    registered("District <13>")
    page = change(administrator, central, url=OTHER_URL)
    assert "2 sites would get a different URL" in text_of(page)
    for text in (CENTRAL_URL, OTHER_URL, "District &lt;13&gt;", "admin/sites/site/"):
        assert text in page.content.decode()
    assert Site.objects.central().get().url == CENTRAL_URL


def test_it_saves_at_once_what_changes_nothing_for_anybody(administrator: Client) -> None:
    site = registered()
    page = change(administrator, site, code="new", **{"stores-1-code": "W", "stores-1-name": "W"})
    assert "was changed successfully" in messages_of(page)[0]


def test_it_keeps_everything_that_was_typed_and_saves_it_with_the_reason(
    administrator: Client,
) -> None:
    site = registered("District 12")
    rows = {"stores-0-disabled": "on", "stores-1-code": "WARD", "stores-1-name": "  The <ward>"}
    page = change(administrator, site, name="District 13", code="d13", **rows)
    press(administrator, site, page, "save", reason="Renumbered")
    site.refresh_from_db()
    assert (site.name, site.code) == ("District 13", "d13")
    first, ward = Store.objects.order_by("-disabled")
    assert (first.disabled, ward.name) == (True, "The <ward>")
    stores: Any = first.history
    assert reasons_of(site)[0] == stores.first().history_change_reason == "Renumbered"


def test_it_asks_for_the_reason_again_where_it_is_required(administrator: Client) -> None:
    site = registered("District 12")
    page = change(administrator, site, name="District 13")
    again = press(administrator, site, page, "save", reason=" ")
    assert "A reason is required for that. Say why" in text_of(again)
    assert Site.objects.get().name == "District 12"
    press(administrator, site, again, "save", reason="Renumbered")
    assert Site.objects.get().name == "District 13"


def test_it_goes_back_to_the_form_as_it_was_typed(administrator: Client) -> None:
    site = registered("District 12")
    rows = {"stores-1-code": "WARD", "stores-1-name": "Ward"}
    page = change(administrator, site, name="District 13", code="d13", **rows)
    form = press(administrator, site, page, "back", reason="Renumbered")
    fields = fields_of(form, FORM)
    typed = {"name": "District 13", "code": "d13", "reason": "Renumbered", **rows}
    assert {name: fields[name] for name in typed} == typed
    assert "Please correct" not in text_of(form)
    assert (Site.objects.get().name, Store.objects.count()) == ("District 12", 1)


def test_it_is_shown_again_when_it_does_something_else_by_now(administrator: Client) -> None:
    central = registered_central("Ministry")
    registered("District 12")
    page = change(administrator, central, url=OTHER_URL)
    registered("District 13")
    again = press(administrator, central, page, "save", reason="Moved")
    assert "What this does has changed since you looked." in text_of(again)
    assert "2 sites would get a different URL" in text_of(again)
    assert fields_of(again, LOOK)["reason"] == "Moved"
    assert Site.objects.central().get().url == CENTRAL_URL
    press(administrator, central, again, "save", reason="Moved")
    assert Site.objects.central().get().url == OTHER_URL


def test_it_overwrites_nobodys_change_made_between_look_and_confirmation(
    administrator: Client,
) -> None:
    site = registered("District 12")
    page = change(administrator, site, name="District 13")
    change_site(site.pk, SiteDetails("District 14"), "Agreed")
    form = press(administrator, site, page, "save", reason="Renumbered")
    assert "was changed by a command at" in text_of(form)
    assert Site.objects.get().name == "District 14"


def test_it_cannot_be_passed_by_whoever_has_not_seen_it(administrator: Client) -> None:
    site = registered("District 12")
    typed = {"before_saving": "save", "impact_seen": "", "reason": "Guessed"}
    assert "Before this is saved" in text_of(change(administrator, site, name="New", **typed))
    assert Site.objects.get().name == "District 12"


def test_a_store_that_leaves_its_site_is_looked_at_as_well(administrator: Client) -> None:
    site = registered("District 12")
    path = f"{STORES}{store_of(site).pk}/change/"
    page = fill_in(administrator, path, "store_form", disabled="on", name="Closed ward")
    assert "District 12 would be refused." in text_of(page)
    assert "site_has_no_store" in text_of(page)
    refused = send(administrator, path, fields_of(page, LOOK), before_saving="save")
    assert "A reason is required for that." in text_of(refused)
    send(administrator, path, fields_of(page, LOOK), before_saving="save", reason="Closed")
    store = Store.objects.get()
    history: Any = store.history
    assert (store.disabled, store.name) == (True, "Closed ward")
    assert history.first().history_change_reason == "Closed"


def test_the_confirmed_acts_say_the_same(administrator: Client) -> None:
    central, site = registered_central("Ministry"), registered("District 12")
    page = text_of(administrator.get(page_of(site, "disable")))
    assert "District 12 would be refused." in page
    page = text_of(fill_in(administrator, page_of(central, "take-tick-away")))
    assert "District 12 would be told of no central server" in page
    assert "A reason is required for that." in page
    typed = {"url": OTHER_URL}
    page = text_of(fill_in(administrator, page_of(site, "make-central"), **typed))
    assert "2 sites" not in page
    assert "A reason is required for that." in page
    assert Site.objects.central().get() == central


def test_an_act_is_shown_again_when_it_does_something_else_by_now(administrator: Client) -> None:
    central = registered_central("Ministry")
    registered("District 12")
    path = page_of(central, "take-tick-away")
    stale = fields_of(administrator.get(path))
    registered("District 13")
    again = send(administrator, path, stale, reason="Closed")
    assert "What this does has changed since you looked." in text_of(again)
    assert Site.objects.central().exists()
    send(administrator, path, fields_of(again), reason="Closed")
    assert not Site.objects.central().exists()


def test_a_first_tick_of_a_new_site_is_looked_at_with_nothing_lost(administrator: Client) -> None:
    registered("District 12")
    typed = {
        "name": "Ministry",
        "is_open_msupply_central": "on",
        "url": CENTRAL_URL,
        "password": "green lorry under 9 mango trees",
        "stores-0-code": "MOH",
        "stores-0-name": "Ministry",
    }
    page = fill_in(administrator, ADD, FORM, **typed)
    assert "District 12 would be told where the central server is." in text_of(page)
    assert "Verify first" not in text_of(page)
    form = send(administrator, ADD, fields_of(page, LOOK), before_saving="back")
    assert {name: fields_of(form, FORM)[name] for name in typed} == typed
    assert "Please correct" not in text_of(form)
    again = send(administrator, ADD, fields_of(page, LOOK), before_saving="save")
    assert "A reason is required for that." in text_of(again)
    forged = send(administrator, ADD, fields_of(page, LOOK), before_saving="verify")
    assert (forged.status_code, Site.objects.count()) == (200, 1)
    send(administrator, ADD, fields_of(again, LOOK), before_saving="save", reason="Opened")
    central = Site.objects.central().get()
    secret = client_secret("green lorry under 9 mango trees")
    assert verify_secret(central.password_hash, secret)
    assert (reasons_of(central)[0], store_of(central).code) == ("Opened", "MOH")


def test_people_who_may_only_look_change_nothing_through_it(viewer: Client) -> None:
    site = registered("District 12")
    typed = {"before_saving": "save", "name": "New", "reason": "Because"}
    assert viewer.post(page_of(site), typed).status_code == 403
    assert Site.objects.get().name == "District 12"
    assert User.objects.count() == 1
