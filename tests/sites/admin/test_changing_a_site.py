from typing import Any

import pytest
from django.test import Client

from sites.central_server import move_central_server
from sites.labels.setting import set_labels
from sites.models import Label, Site, Store
from sites.registration import SiteDetails, change_site
from tests.portal.forms import (
    fields_of,
    fill_in,
    fill_in_and_confirm,
    messages_of,
    send,
    text_of,
)
from tests.sites.admin.addresses import FORM, STORES, page_of
from tests.sites.registered import CENTRAL_URL, reasons_of, registered, registered_central

pytestmark = pytest.mark.any_database


def change(client: Client, site: Site, **typed: str | None) -> Any:
    return fill_in(client, page_of(site), FORM, **typed)


def test_it_changes_what_is_typed_and_keeps_the_reason(administrator: Client) -> None:
    site = registered()
    typed = {"name": "District 13", "code": "d13"}
    fill_in_and_confirm(administrator, page_of(site), FORM, reason="Renumbered", **typed)
    site.refresh_from_db()
    assert (site.name, site.code) == ("District 13", "d13")
    assert reasons_of(site)[0] == "Renumbered"


def test_it_writes_nothing_when_nothing_is_typed(administrator: Client) -> None:
    site = registered()
    changes = len(reasons_of(site))
    change(administrator, site)
    assert len(reasons_of(site)) == changes


def test_it_gives_the_tick_while_no_site_has_it(administrator: Client) -> None:
    site = registered()
    typed = {"is_open_msupply_central": "on", "url": "HTTPS://Central.example.org/"}
    fill_in_and_confirm(administrator, page_of(site), FORM, **typed)
    site.refresh_from_db()
    assert (site.is_open_msupply_central, site.url) == (True, CENTRAL_URL)


def test_it_refuses_a_second_tick_and_names_the_present_one(administrator: Client) -> None:
    registered_central("Ministry")
    site = registered()
    page = text_of(change(administrator, site, is_open_msupply_central="on", url="http://b.org"))
    assert "Ministry is the Open mSupply central server now" in page
    site.refresh_from_db()
    assert not site.is_open_msupply_central


def test_it_does_not_take_the_tick_away_in_passing(administrator: Client) -> None:
    site = registered_central("Ministry")
    page = change(administrator, site, is_open_msupply_central=None)
    assert "Without the tick no site knows where the central server is." in text_of(page)
    site.refresh_from_db()
    assert site.is_open_msupply_central


def test_it_keeps_a_tick_that_was_given_while_the_form_was_open(administrator: Client) -> None:
    ministry, site = registered_central("Ministry"), registered()
    stale = fields_of(administrator.get(page_of(site)), FORM)
    move_central_server(site.pk, CENTRAL_URL, from_site_id=ministry.pk, reason="Agreed")
    page = send(administrator, page_of(site), stale, code="new")
    assert "This site was changed by a command at" in text_of(page)
    site.refresh_from_db()
    assert (site.is_open_msupply_central, site.code) == (True, "d12")


def test_it_overwrites_nobodys_change(administrator: Client) -> None:
    site = registered()
    stale = fields_of(administrator.get(page_of(site)), FORM)
    change_site(site.pk, SiteDetails("Renamed meanwhile", "d12"), "Agreed")
    page = send(administrator, page_of(site), stale, code="new")
    assert "Nothing was saved. Open the page again, then make your change." in text_of(page)
    site.refresh_from_db()
    assert (site.name, site.code) == ("Renamed meanwhile", "d12")


def test_it_overwrites_nobodys_change_of_a_store_of_the_site(administrator: Client) -> None:
    site = registered()
    stale = fields_of(administrator.get(page_of(site)), FORM)
    store = site.stores.get()
    store.name = "Renamed meanwhile"
    store.save()
    page = send(administrator, page_of(site), stale, code="new")
    assert "This site was changed by a command at" in text_of(page)
    store.refresh_from_db()
    assert store.name == "Renamed meanwhile"


def test_who_only_looks_sees_nothing_that_is_only_typed(viewer: Client) -> None:
    site = registered()
    set_labels({site.pk: ["solar"]}, "")
    rows = {"site": site, "store": site.stores.get(), "label": Label.objects.get()}
    for table, row in rows.items():
        page = text_of(viewer.get(f"/admin/sites/{table}/{row.pk}/change/"))
        assert str(row) in page
        assert ("Seen change" in page, "Reason" in page) == (False, False), table


def test_it_lets_calls_of_the_site_pass_while_the_form_is_open(administrator: Client) -> None:
    site = registered()
    form = fields_of(administrator.get(page_of(site)), FORM)
    Site.objects.update(hardware_id="m", app_version="2.20.0", last_refusal_code="x")
    send(administrator, page_of(site), form, code="new")
    site.refresh_from_db()
    assert (site.code, site.hardware_id, site.app_version) == ("new", "m", "2.20.0")


def test_it_adds_a_store_to_the_site(administrator: Client) -> None:
    site = registered()
    new = {"stores-1-code": " WARD ", "stores-1-name": "Ward"}
    change(administrator, site, **new)
    assert {store.code for store in site.stores.all()} == {"WARD", "store of District 12"}


def test_it_shows_the_exact_answer_of_discovery(administrator: Client) -> None:
    registered_central("Ministry")
    site = registered()
    page = text_of(administrator.get(page_of(site)))
    assert f'"id": "{site.uuid}", "siteId": {site.pk}, "code": "d12"' in page
    assert f'"omSupplyCentralServerUrl": "{CENTRAL_URL}", "mSupplyCentralSiteId": 1' in page


def test_of_a_site_of_an_old_server_it_shows_the_id_that_the_site_is_told(
    administrator: Client,
) -> None:
    site = registered()
    site.legacy_id = site.uuid.hex.upper()
    site.save(update_fields=["legacy_id"])
    page = text_of(administrator.get(page_of(site)))
    assert f"UUID: {site.legacy_id}" in page
    assert str(site.uuid) not in page


@pytest.mark.parametrize(
    ("column", "code"), [("disabled", "site_has_no_store"), ("site", "site_has_no_store")]
)
def test_it_shows_why_the_site_would_be_refused(
    administrator: Client, column: str, code: str
) -> None:
    site = registered()
    Store.objects.update(**{column: True if column == "disabled" else None})
    page = text_of(administrator.get(page_of(site)))
    assert f"{code} This site has no active store. Assign a store to it on its page" in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", "Enter a URL to see what remote sites make of it."),
        ("https://a.example.org", "<code>https://a.example.org/central/sync/</code>"),
        ("a.example.org", "does not begin with http:// or https://"),
        ("http://localhost:8000", "means each remote site itself"),
        ("https://a.org/<script>", "The URL contains the path /&lt;script&gt;."),
    ],
)
def test_it_shows_how_a_remote_joins_what_is_typed(
    administrator: Client, typed: str, shown: str
) -> None:
    answer = administrator.get("/admin/sites/site/join/", {"url": typed})
    assert shown in answer.content.decode()


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "none", "²"])
def test_it_says_that_there_is_no_such_site(administrator: Client, number: str) -> None:
    response = administrator.get(f"/admin/sites/site/{number}/change/", follow=True)
    assert "Perhaps it was deleted?" in text_of(response)


def test_it_puts_a_new_store_on_a_site(administrator: Client) -> None:
    site = registered()
    new = {"code": "S", "name": "Store", "site": str(site.pk)}
    fill_in(administrator, f"{STORES}add/", "store_form", **new)
    assert Store.objects.get(code="S").site == site


def test_it_refuses_a_store_code_that_is_taken(administrator: Client) -> None:
    Store.objects.create(code="KAM", name="Kamuzu")
    page = fill_in(administrator, f"{STORES}add/", "store_form", code="kam", name="Twin")
    assert "A store with this code exists already." in text_of(page)
    assert Store.objects.count() == 1


def test_it_finds_stores_and_those_without_a_site(administrator: Client) -> None:
    registered()
    Store.objects.create(code="LOST", name="Left over")
    for query in ("?q=left", "?site__isempty=1"):
        found = administrator.get(STORES + query).context["cl"].result_list
        assert [store.code for store in found] == ["LOST"]


def test_it_never_deletes_a_store(administrator: Client) -> None:
    store = Store.objects.create(code="LOST", name="Left over")
    path = f"{STORES}{store.pk}/delete/"
    assert administrator.post(path, {"post": "yes"}).status_code == 403
    assert Store.objects.exists()


def test_it_warns_when_the_last_store_leaves_a_site(administrator: Client) -> None:
    site = registered()
    store = site.stores.get()
    path = f"{STORES}{store.pk}/change/"
    response = fill_in_and_confirm(administrator, path, "store_form", site="")
    assert any(f"{site.name} has no active store" in text for text in messages_of(response))
