"""Stores of an old server: what a line adds and changes, why it cannot, and their records."""

from typing import Any

import pytest

from sites.models import Site, Store
from syncjobs.models import QueuedRecord, Record
from tests.sites.registered import history_of
from tests.syncjobs.exchange.wire import a_remote, stored
from tests.syncjobs.records.imports import counts, unit
from tests.syncjobs.records.imports import imported as import_records
from tests.syncjobs.register_files.old_server import (
    a_site,
    a_store,
    import_own_currency,
    imported,
    planned,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records_of_old_server(db: None) -> None:
    import_own_currency()


def only_store() -> Store:
    return Store.objects.get()


def test_a_store_comes_to_its_site_with_its_records() -> None:
    imported([a_site()], [a_store(store_mode="dispensary")])
    store = only_store()
    assert (store.pk, store.name_id, store.site_id) == ("st-12", "n-12", 12)
    assert (store.code, store.name, store.mode) == ("KAM", "Kamina", "dispensary")
    record = stored("store", "st-12") or {}
    assert (record["sync_id_remote_site"], record["name_ID"]) == (12, "n-12")
    assert (stored("name", "n-12") or {})["name"] == "Kamina"
    assert history_of(store).get().history_change_reason == "Moved over"


def test_it_names_sites_to_which_no_active_store_comes() -> None:
    rows = [
        a_site(),
        a_site(ID="x", site_ID=13, name="Bare"),
        a_site(ID="y", site_ID=14, name="Gone", disabled_date="2025-01-01"),
    ]
    ends = {"ID": "st-13", "name_ID": "n-13", "code": "B", "sync_id_remote_site": 13}
    plan = planned(rows, [a_store(), a_store(**ends, disabled="True")])
    assert [each.number for each in plan.sites_without_store] == [3]
    assert imported(rows[:1], [a_store()]).sites_without_store == []
    assert planned(rows[:1]).sites_without_store == []


NAME = {"ID": "n-12", "name": "Kamina clinic", "code": "kamina", "type": "store"}
STORE = {
    "ID": "st-12",
    "name_ID": "n-12",
    "code": "KAM",
    "sync_id_remote_site": 12,
    "store_mode": "store",
    "logo": "a logo",
}
RECORDS: dict[str, list[dict[str, Any]]] = {"name": [NAME], "store": [STORE]}


@pytest.mark.parametrize("records_first", [True, False])
def test_records_and_register_come_in_either_order(records_first: bool) -> None:  # noqa: FBT001
    sites, stores = [a_site(initialisation_status="new")], [a_store(name="Kamina clinic")]
    if records_first:
        import_records(RECORDS)
        assert only_store().site is None
    imported(sites, stores)
    if not records_first:
        import_records(RECORDS)
    store = only_store()
    assert (store.site_id, store.name, store.name_id) == (12, "Kamina clinic", "n-12")
    record, name = stored("store", "st-12") or {}, stored("name", "n-12") or {}
    assert (record["sync_id_remote_site"], record["logo"]) == (12, "a logo")
    assert (name["name"], name["code"]) == ("Kamina clinic", "kamina")
    assert Record.objects.filter(table_name="name", data__contains="Kamina").count() == 1
    assert told(planned(sites, stores))[1] == "Line 2, store KAM: unchanged"


def test_a_site_that_holds_its_data_is_not_sent_it_again() -> None:
    counts(import_records(RECORDS | {"requisition": [a_requisition()]}))
    imported([a_site()], [a_store()])
    assert not QueuedRecord.objects.exists()
    assert told(planned([a_site()], [a_store()]))[1] == "Line 2, store KAM: unchanged"


def a_requisition() -> dict[str, Any]:
    return {
        "ID": "r-1",
        "serial_number": 1,
        "name_ID": "n-12",
        "store_ID": "st-12",
        "type": "request",
        "status": "sg",
        "date_entered": "2026-03-01",
        "daysToSupply": 30,
        "thresholdMOS": 0,
        "lastModifiedAt": 0,
    }


def test_a_store_that_comes_to_a_site_of_this_portal_brings_what_belongs_to_it() -> None:
    remote = a_remote()
    # A site that is never registered, whatever number the remote got.
    store = STORE | {"sync_id_remote_site": 998}
    records = RECORDS | {"store": [store], "requisition": [a_requisition()]}
    counts(import_records(records))
    stores = [a_store(sync_id_remote_site=remote.site.pk, name="")]
    plan = imported([a_site(site_ID=999, name="Other")], stores)
    assert [each.words for each in plan.stores] == [[f"site: none → {remote.site.pk}"]]
    assert [entry["recordId"] for entry in remote.pull()] == ["r-1"]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"ID": ""}, "ID: It is no id of 1 to 64 characters."),
        ({"code": ""}, "`code` is empty; every store needs one."),
        ({"code": "kam"}, "`code` is that of the store st-12 already, whatever the case."),
        ({"name_ID": ""}, "name_ID: It is empty."),
        ({"name_ID": "n-12"}, "`name_ID` is that of the store st-12 already."),
        ({"ID": "st-12"}, "ID: Line 2 has it already."),
        ({"ID": "u-1"}, "ID: A record of the table unit has this id already."),
        ({"sync_id_remote_site": "13"}, "Site 13 is neither registered nor added by this file."),
        ({"sync_id_remote_site": "here"}, "sync_id_remote_site: “here” is not a whole number."),
        ({"disabled": "perhaps"}, "disabled: “perhaps” is neither true nor false."),
        ({"name": "x" * 201}, "name: It has more than 200 characters"),
    ],
)
def test_it_refuses_a_line_with_a_sentence(cells: dict[str, Any], sentence: str) -> None:
    import_records({"unit": [unit()]})
    other = a_store(ID="st-13", code="LOM", name_ID="n-13") | cells
    plan = imported([a_site()], [a_store(), other])
    line = told(plan)[-1]
    assert line.startswith("Line 3, store ")
    assert sentence in line
    assert not Site.objects.exists()


def test_it_moves_no_store_and_changes_no_name_id() -> None:
    imported([a_site(), a_site(ID="x", site_ID=13, name="Other")], [a_store()])
    moved = a_store(sync_id_remote_site=13), a_store(name_ID="n-99")
    reasons = [planned([a_site()], [line]).stores[0].words for line in moved]
    assert reasons[0][0].startswith("sync_id_remote_site: The store is on site 12 here. Move it")
    assert reasons[1] == ["name_ID: The store is registered with n-12, for ever."]


def test_what_was_decided_here_of_a_store_stays_however_often_the_file_comes() -> None:
    imported([a_site()], [a_store(disabled="True")])
    store = only_store()
    store.name, store.disabled = "Kamina north", False
    store.save()
    for code in ("KA", "KB"):
        plan = imported([a_site()], [a_store(disabled="True", code=code)])
        assert plan.stores[0].words[:2] == [
            "name stays as decided here",
            "disabled stays as decided here",
        ]
    store.refresh_from_db()
    assert (store.code, store.name, store.disabled) == ("KB", "Kamina north", False)


def test_a_store_of_the_old_server_itself_is_on_no_site() -> None:
    plan = imported([a_site()], [a_store(sync_id_remote_site="1", store_mode="supervisor")])
    assert plan.stores[0].words == [
        "it was on the old server itself and is on no site here",
        "its mode “supervisor” counts as store",
        "on no site",
    ]
    assert (stored("store", "st-12") or {})["sync_id_remote_site"] == 0
