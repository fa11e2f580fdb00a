"""What the portal adds to a record of its own, and what it leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.records.checking import problems_of
from syncjobs.records.completion import complete, parse_json_texts
from syncjobs.records.fields import TABLES

pytestmark = pytest.mark.any_database

# What the author of a record has to say, as no value is harmless: all that stays absent though
# clients require it.
FOR_THE_AUTHOR = {
    "Stock_take": ["status", "stock_take_created_date"],
    "currency": ["rate"],
    "indicator_attribute": ["value_type", "axis"],
    "message": ["createdDate", "status", "type"],
    "nameInsuranceJoin": ["expiryDate", "type"],
    "om_activity_log": ["type", "datetime"],
    "om_document": ["datetime", "status"],
    "om_document_registry": ["category"],
    "om_user_permission": ["permission"],
    "options": ["type"],
    "period": ["startDate", "endDate"],
    "purchase_order": ["creation_date", "status"],
    "requisition": ["type", "status", "date_entered"],
    "temperature_breach": ["type"],
    "trans_line": ["type"],
    "transact": ["type", "status", "entry_date", "mode"],
    "vaccine_vial_monitor_status_log": ["date"],
}


def test_it_completes_a_store() -> None:
    assert complete("store", {"ID": "s1", "name_ID": "n1", "code": "CEN"}) == {
        "ID": "s1",
        "name_ID": "n1",
        "code": "CEN",
        "sync_id_remote_site": 0,
        "logo": "",
        "store_mode": "store",
        "created_date": "0000-00-00",
        "disabled": False,
    }


def test_it_completes_an_item() -> None:
    assert complete("item", {"ID": "i1", "item_name": "Amoxicillin", "code": "amx"}) == {
        "ID": "i1",
        "item_name": "Amoxicillin",
        "code": "amx",
        "unit_ID": "",
        "type_of": "general",
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


def test_it_completes_a_master_list_that_is_active_and_no_program() -> None:
    assert complete("list_master", {"ID": "l1"}) == {
        "ID": "l1",
        "description": "",
        "code": "",
        "note": "",
        "inactive": False,
        "isProgram": False,
        "programSettings": None,
    }


def test_it_completes_a_name() -> None:
    name = complete("name", {"ID": "n1"})
    assert name["type"] == "facility"
    assert (name["charge code"], name["currency_ID"], name["om_gender"]) == ("", "", "")
    assert (name["date_of_birth"], name["om_date_of_death"]) == ("0000-00-00", "")
    assert name["om_created_datetime"] == ""
    assert name.keys() & {"margin", "freightfac", "custom_data"} == set()


def test_it_writes_times_and_charges_as_zero() -> None:
    transact = complete("transact", {"ID": "t1"})
    assert (transact["entry_time"], transact["insuranceDiscountRate"]) == (0, 0)
    assert complete("purchase_order", {"ID": "p1"})["curr_rate"] == 0


def test_it_leaves_out_what_has_a_default_that_the_client_knows() -> None:
    assert complete("pref", {"store_ID": "s1"}) == {
        "store_ID": "s1",
        "item": "store_preferences",
        "data": {},
    }
    assert "is_emergency" not in complete("requisition", {"ID": "r1"})
    assert "item_name" not in complete("purchase_order_line", {"ID": "l1"})
    assert "active" not in complete("user", {"ID": "u1"})


def test_it_invents_no_identifier() -> None:
    assert "ID" not in complete("unit", {"units": "tab"})


def test_it_keeps_what_is_there_and_adds_after_it() -> None:
    given_members: dict[str, object] = {"colour": None, "order_number": "x", "ID": "u1"}
    completed = complete("unit", given_members)
    assert list(completed) == ["colour", "order_number", "ID", "units", "comment"]
    assert completed == {**given_members, "units": "", "comment": ""}


def test_it_adds_nothing_to_the_objects_in_a_record() -> None:
    completed = complete("clinician", {"ID": "c1", "oms_fields": {"more": 1}})
    assert completed["oms_fields"] == {"more": 1}


def test_it_shares_no_object_between_records() -> None:
    data = complete("pref", {"store_ID": "s1"})["data"]
    assert isinstance(data, dict)
    data["monthsOverstock"] = 3
    assert complete("pref", {"store_ID": "s2"})["data"] == {}


def test_it_copies_a_record_of_an_unknown_table() -> None:
    record: dict[str, object] = {"ID": "1"}
    assert complete("asset", record) == record
    assert complete("asset", record) is not record


@pytest.mark.parametrize("table_name", TABLES)
def test_it_leaves_only_to_the_author_what_no_value_can_stand_for(table_name: str) -> None:
    missing = [f"`{name}` is missing." for name in FOR_THE_AUTHOR.get(table_name, [])]
    start: dict[str, object] = {"ID": "1"}
    assert problems_of(table_name, complete(table_name, start)) == missing


@given(
    st.sampled_from(sorted(TABLES)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.dictionaries(st.sampled_from([*TABLES[name], "more"]), st.integers(), max_size=9),
        )
    )
)
def test_it_completes_once_and_changes_nothing_that_was_given(
    case: tuple[str, dict[str, object]],
) -> None:
    table_name, record = case
    completed = complete(table_name, record)
    assert list(completed.items())[: len(record)] == list(record.items())
    assert complete(table_name, completed) == completed


@pytest.mark.parametrize(
    ("table_name", "member"),
    [
        ("clinician", "oms_fields"),
        ("name", "custom_data"),
        ("list_master", "programSettings"),
        ("om_document_registry", "config"),
        ("message", "body"),
        ("form_schema", "json_schema"),
        ("form_schema", "ui_schema"),
        ("pref", "data"),
        ("om_document", "data"),
    ],
)
def test_it_parses_json_that_came_as_text(table_name: str, member: str) -> None:
    record: dict[str, object] = {"ID": "1", member: '{"a": [1, 2.5, null]}'}
    assert parse_json_texts(table_name, record) == {"ID": "1", member: {"a": [1, 2.5, None]}}


@pytest.mark.parametrize(
    "text", ["", "{", "null", "3", '"{}"', "false", '{"a": NaN}', "[1e999]", "[" * 99_999]
)
def test_it_leaves_a_text_that_is_no_object_and_no_list(text: str) -> None:
    assert parse_json_texts("message", {"body": text}) == {"body": text}


def test_it_leaves_text_members_alone() -> None:
    record: dict[str, object] = {"parent_IDs": "[]", "data": {}, "more": "{}"}
    assert parse_json_texts("om_document", record) == record
    assert parse_json_texts("asset", {"data": "{}"}) == {"data": "{}"}
