"""What is upserted and deleted at the centre, and what the sites then pull."""

import json
from typing import Any

import pytest

from sites.models import Store
from syncjobs.models import Record
from syncjobs.records.change import Key
from syncjobs.records.checking import problems_of
from syncjobs.records.tables import TABLES, RecordClass
from tests.sites.calls import error_of
from tests.syncjobs.exchange.hostile import nested
from tests.syncjobs.exchange.wire import Remote, brief, stored, update
from tests.syncjobs.records.samples import Records, sample, sample_world
from tests.syncjobs.test_api.preparing import URLS, MadeRemote, Preparer, a_preparer

pytestmark = [pytest.mark.django_db, pytest.mark.urls(URLS), pytest.mark.any_database]

KEPT = {name for name, table in TABLES.items() if table.record_class is RecordClass.KEPT}


def written(record: Any) -> str:
    """The record so that 1, 1.0 and true differ, whatever the order of its members."""
    return json.dumps(record, sort_keys=True)


def by_key(entries: list[dict[str, Any]]) -> dict[Key, Any]:
    assert len({entry["recordId"] for entry in entries}) == len(entries)
    return {(entry["tableName"], entry["recordId"]): entry["recordData"] for entry in entries}


def all_that_is_pulled(remote: Remote) -> dict[Key, Any]:
    return by_key(remote.pull_central()) | by_key(remote.pull())


def hidden(value: Any) -> dict[str, Any]:
    """An upsert whose second record has this in a text that says JSON."""
    form = {"ID": "f-1", "type": "x", "ui_schema": {}}
    return {"form_schema": [form, form | {"json_schema": json.dumps({"x": value})}]}


def two_sites(preparer: Preparer) -> tuple[MadeRemote, Store]:
    """A site that is not initialised, and the store of another."""
    return preparer.create_site(), preparer.create_site().store


def a_site(preparer: Preparer) -> MadeRemote:
    """An initialised site with nothing left to pull from its queue."""
    remote = preparer.create_site()
    remote.initialise()
    remote.pull()
    return remote


def check_world(records: Records, pulled: dict[Key, Any]) -> None:
    for table_name, listed in records.items():
        for record in listed:
            key = (table_name, record["ID"])
            if table_name in KEPT:
                assert key not in pulled
            else:
                assert written(pulled[key]) == written(record), key


def test_every_table_comes_to_a_site_as_it_was_put_in() -> None:
    preparer = a_preparer()
    remote, partner = two_sites(preparer)
    remote.initialise()
    records = sample_world(remote.store, partner, remote.site.pk)
    assert [problems_of(name, each) for name, listed in records.items() for each in listed] == [
        []
    ] * (len(TABLES) + 1)
    preparer.upsert(records)
    check_world(records, all_that_is_pulled(remote))


def test_every_table_comes_with_the_initialisation_in_any_order_of_tables() -> None:
    preparer = a_preparer()
    remote, partner = two_sites(preparer)
    records = sample_world(remote.store, partner, remote.site.pk)
    preparer.upsert(dict(reversed(records.items())))
    remote.initialise()
    check_world(records, all_that_is_pulled(remote))


def test_tables_that_come_one_by_one_come_as_well() -> None:
    preparer = a_preparer()
    remote, partner = two_sites(preparer)
    remote.initialise()
    records = sample_world(remote.store, partner, remote.site.pk)
    for table_name in reversed(records):
        preparer.upsert({table_name: records[table_name]})
    pulled = {entry["recordId"]: entry["recordData"] for entry in remote.pull()}
    pulled |= {entry["recordId"]: entry["recordData"] for entry in remote.pull_central()}
    for table_name in records.keys() - KEPT:
        for record in records[table_name]:
            assert written(pulled[record["ID"]]) == written(record), table_name


def test_a_new_record_gets_what_clients_require() -> None:
    preparer = a_preparer()
    preparer.upsert({"item": [{"ID": "i-1", "type_of": "service", "x": 1, "y": None}]})
    assert stored("item", "i-1") == {
        "ID": "i-1",
        "type_of": "service",
        "x": 1,
        "y": None,
        "item_name": "",
        "code": "",
        "unit_ID": "",
        "default_pack_size": 1,
        "is_vaccine": False,
        "VEN_category": "",
        "strength": "",
        "doses": 0,
        "category_ID": "",
        "restricted_location_type_ID": "",
        "volume_per_pack": 0,
        "universalcodes_code": "",
    }


def test_what_has_no_empty_value_stays_absent() -> None:
    preparer = a_preparer()
    preparer.upsert({"requisition": [{"ID": "r-1"}]})
    record = stored("requisition", "r-1")
    assert record is not None
    assert record.keys() & {"status", "type", "date_entered", "is_emergency"} == set()


def test_a_partial_record_keeps_the_other_members_of_the_stored_one() -> None:
    preparer = a_preparer()
    remote = a_site(preparer)
    location = sample("Location", "l-1", store_ID=remote.store.pk)
    remote.push(update("Location", location))
    preparer.upsert({"Location": [{"ID": "l-1", "code": "B", "hold": True, "Volume": None}]})
    (entry,) = remote.pull()
    expected = location | {"code": "B", "hold": True, "Volume": None}
    assert written(entry["recordData"]) == written(expected)


def test_object_members_may_come_as_text() -> None:
    preparer = a_preparer()
    settings = '{"storeTags": {}, "elmisCode": ""}'
    preparer.upsert(
        {
            "list_master": [{"ID": "m-1", "isProgram": True, "programSettings": settings}],
            "form_schema": [{"ID": "f-1", "type": "x", "json_schema": "{}", "ui_schema": "text"}],
        }
    )
    program, form = stored("list_master", "m-1"), stored("form_schema", "f-1")
    assert program is not None
    assert form is not None
    assert program["programSettings"] == json.loads(settings)
    assert (form["json_schema"], form["ui_schema"]) == ({}, "text")


def test_the_later_of_two_versions_wins() -> None:
    preparer = a_preparer()
    unit = {"ID": "u-1", "units": "first", "comment": "stays"}
    preparer.upsert({"unit": [unit, {"ID": "u-1", "units": "second"}]})
    record = stored("unit", "u-1")
    assert record is not None
    assert (record["units"], record["comment"]) == ("second", "stays")


def test_several_joins_of_one_name_and_store_and_unknown_references_are_fine() -> None:
    preparer = a_preparer()
    remote = a_site(preparer)
    joins = [
        {"ID": f"j-{number}", "name_ID": "nobody", "store_ID": remote.store.pk}
        for number in range(3)
    ]
    preparer.upsert(
        {
            "name_store_join": [*joins, {"ID": "j-9", "name_ID": "x", "store_ID": "nowhere"}],
            "om_user_permission": [
                {"ID": "p-1", "user_ID": "?", "store_ID": remote.store.pk, "context_ID": "c"}
            ],
        }
    )
    assert {record_id for _, record_id, _ in brief(remote.pull())} == {"j-0", "j-1", "j-2", "p-1"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"item": []},
        {"site": [{"ID": "s-1", "site_ID": 99, "password": "x"}], "user_store": [{}]},
        {"anything": "at all"},
    ],
)
@pytest.mark.parametrize("route", ["upsert", "delete"])
def test_nothing_to_do_is_fine(route: str, body: Any) -> None:
    preparer = a_preparer()
    before = list(Record.objects.values())
    assert preparer.answer(route, body).status_code == 200
    assert list(Record.objects.values()) == before


@pytest.mark.parametrize(
    ("route", "body", "sentence"),
    [
        ("upsert", [], "The body is not a JSON object."),
        ("upsert", 1, "The body is not a JSON object."),
        ("upsert", {"item": {"ID": "i-1"}}, "item is not a list."),
        ("upsert", {"item": None}, "item is not a list."),
        ("upsert", {"item": ["i-1"]}, "item[0] is not a JSON object."),
        ("upsert", {"item": [{"ID": "i-2"}, {}]}, "item[1].ID is missing, or no text"),
        ("upsert", {"item": [{"ID": 5}]}, "item[0].ID is missing, or no text"),
        ("upsert", {"item": [{"ID": ""}]}, "item[0].ID is missing, or no text"),
        ("upsert", {"item": [{"ID": "x" * 256}]}, "item[0].ID is missing, or no text"),
        ("upsert", {"pref": [{"data": {}}]}, "pref[0].ID is missing, or no text"),
        ("upsert", b'{"item": [{"ID": "i-1", "doses": 1e999}]}', "item[0]: The content has a num"),
        ("upsert", b'{"item": [{"ID": "i-1", "code": "\\ud800"}]}', "item[0]: The content has h"),
        ("upsert", b'{"item": [{"ID": "i-1", "doses": NaN}]}', "NaN is no number of JSON"),
        ("upsert", hidden({"a": "\ud800"}), "form_schema[1]: The content has half of a"),
        ("upsert", hidden({"\0": 1}), "form_schema[1]: The content has the character NUL"),
        ("upsert", hidden(10**30), "form_schema[1]: The content has a number"),
        ("upsert", hidden(nested(150)), "form_schema[1]: The content is nested deeper"),
        ("delete", "i-1", "The body is not a JSON object."),
        ("delete", {"item": "i-1"}, "item is not a list."),
        ("delete", {"item": [{"ID": "i-1"}]}, "item[0] is missing, or no text"),
        ("delete", {"item": [None]}, "item[0] is missing, or no text"),
    ],
)
def test_a_malformed_body_changes_nothing(route: str, body: Any, sentence: str) -> None:
    preparer = a_preparer()
    before = list(Record.objects.values())
    error = error_of(preparer.answer(route, body), 400)
    assert error["code"] == "request_body_invalid"
    assert sentence in error["message"]
    assert list(Record.objects.values()) == before


def test_one_malformed_record_holds_up_all_of_them() -> None:
    preparer = a_preparer()
    answer = preparer.answer("upsert", {"unit": [{"ID": "u-1"}], "item": [{}]})
    assert answer.status_code == 400
    assert stored("unit", "u-1") is None


def test_deletes_reach_whoever_has_the_records() -> None:
    preparer = a_preparer()
    remote, partner = two_sites(preparer)
    remote.initialise()
    records = sample_world(remote.store, partner, remote.site.pk)
    preparer.upsert(records)
    remote.pull()
    cursor = remote.pull_central()[-1]["ID"]
    preparer.delete({name: [each["ID"] for each in listed] for name, listed in records.items()})
    entries = [*remote.pull_central(cursor), *remote.pull()]
    assert {entry["action"] for entry in entries} == {"delete"}
    gone = {(entry["tableName"], entry["recordId"]) for entry in entries}
    there = {(name, each["ID"]) for name, listed in records.items() for each in listed}
    assert gone == {key for key in there if key[0] not in KEPT}


def test_deletes_of_what_is_not_there_are_fine() -> None:
    preparer = a_preparer()
    remote = a_site(preparer)
    preparer.delete({"item": ["never", "was", "was"], "name_store_join": ["never"], "x": [1]})
    assert remote.pull() == []


def test_preferences_need_no_id_of_their_own() -> None:
    preparer = a_preparer()
    remote = a_site(preparer)
    pref = {"store_ID": remote.store.pk, "data": '{"monthsOverstock": 3}'}
    preparer.upsert({"pref": [pref]})
    preparer.upsert({"pref": [pref | {"data": {"monthsOverstock": 4}}]})
    first, second = remote.pull()
    assert first["recordId"] == second["recordId"] != remote.store.pk
    assert second["recordData"] == {
        "store_ID": remote.store.pk,
        "item": "store_preferences",
        "data": {"monthsOverstock": 4},
    }
