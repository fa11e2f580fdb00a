"""What the admin saves of sites and stores is told to every site, in the same transaction."""

from typing import Any

import pytest
from django.test import Client

from sites.models import Site, Store
from syncjobs.models import CentralLog, Record, StoreMove
from tests.portal.forms import fill_in, fill_in_and_confirm
from tests.syncjobs.exchange.wire import a_remote, stored

SITES = "/admin/sites/site/"
STORES = "/admin/sites/store/"


def told(code: str) -> dict[str, Any]:
    """The `store` record of the store with this code."""
    data = stored("store", Store.objects.get(code=code).pk)
    assert data is not None
    return data


def add_site(client: Client, **typed: str) -> Any:
    return fill_in(client, f"{SITES}add/", "site_form", name="Lakeside clinic", **typed)


def change_site(client: Client, site: Site, **typed: str | None) -> Any:
    return fill_in_and_confirm(client, f"{SITES}{site.pk}/change/", "site_form", **typed)


def change_store(client: Client, store: Store, **typed: str | None) -> Any:
    return fill_in_and_confirm(client, f"{STORES}{store.pk}/change/", "store_form", **typed)


def test_it_tells_of_the_stores_of_a_new_site(administrator: Client) -> None:
    add_site(administrator, **{"stores-0-code": "KAM", "stores-0-name": "Kamuzu Central"})
    store = Store.objects.get()
    assert told("KAM")["sync_id_remote_site"] == Site.objects.get().pk
    name = stored("name", store.name_id)
    assert name is not None
    assert (name["name"], name["type"]) == ("Kamuzu Central", "store")


def test_it_tells_other_sites_at_their_next_pull(administrator: Client) -> None:
    other = a_remote()
    cursor = CentralLog.objects.get().last_cursor
    add_site(administrator, **{"stores-0-code": "KAM", "stores-0-name": "Kamuzu Central"})
    pulled = other.pull_central(cursor)
    assert {entry["tableName"] for entry in pulled} == {"name", "store"}


def test_it_tells_of_a_store_that_a_site_gets_and_of_one_that_changes(
    administrator: Client,
) -> None:
    site = a_remote(code="OLD").site
    rows = {"stores-0-name": "Renamed", "stores-0-mode": "dispensary", "stores-0-disabled": "on"}
    change_site(administrator, site, **rows, **{"stores-1-code": "NEW", "stores-1-name": "New"})
    assert told("NEW")["sync_id_remote_site"] == site.pk
    assert (told("OLD")["store_mode"], told("OLD")["disabled"]) == ("dispensary", True)
    name = stored("name", Store.objects.get(code="OLD").name_id)
    assert name is not None
    assert name["name"] == "Renamed"


def test_it_tells_nothing_when_nothing_changed(administrator: Client) -> None:
    remote = a_remote()
    cursor = CentralLog.objects.get().last_cursor
    change_site(administrator, remote.site)
    change_site(administrator, remote.site, code="d13")
    change_store(administrator, remote.store)
    assert CentralLog.objects.get().last_cursor == cursor


def test_it_tells_of_a_new_store(administrator: Client) -> None:
    site = a_remote().site
    new = {"code": "NEW", "name": "New store", "site": str(site.pk)}
    fill_in(administrator, f"{STORES}add/", "store_form", **new)
    assert told("NEW")["sync_id_remote_site"] == site.pk
    assert not StoreMove.objects.exists()


@pytest.mark.parametrize(
    ("typed", "member", "value"),
    [
        ({"code": "NEW"}, "code", "NEW"),
        ({"mode": "dispensary"}, "store_mode", "dispensary"),
        ({"disabled": "on"}, "disabled", True),
    ],
)
def test_it_tells_of_a_changed_store(
    administrator: Client, typed: dict[str, str], member: str, value: object
) -> None:
    remote = a_remote()
    change_store(administrator, remote.store, **typed)
    data = stored("store", remote.store.pk)
    assert data is not None
    assert (data[member], data["sync_id_remote_site"]) == (value, remote.site.pk)


def test_it_keeps_who_changed_a_store(administrator: Client) -> None:
    store = a_remote().store
    change_store(administrator, store, name="Renamed")
    history: Any = store.history
    newest = history.first()
    assert (str(newest.history_user), newest.name) == ("Alice", "Renamed")


def test_it_saves_nothing_when_the_others_cannot_be_told(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    before = Record.objects.count()
    monkeypatch.setattr("syncjobs.register.write_store_records", fail)
    with pytest.raises(RuntimeError):
        add_site(administrator, **{"stores-0-code": "KAM", "stores-0-name": "Kamuzu"})
    assert (Site.objects.count(), Store.objects.count()) == (0, 0)
    assert Record.objects.count() == before
