"""What changes between push and pull, and what a push may overwrite."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.records.conversions import (
    CONSTANT_WHEN_PUSHED,
    CONVERSIONS,
    convert_for_clients,
    date_of_datetime,
    merge_pushed,
    seconds_of_time,
)
from syncjobs.records.fields import TABLES, Kind

pytestmark = pytest.mark.any_database

DATES = {
    "transact.entry_date",
    "requisition.date_entered",
    "Stock_take.stock_take_created_date",
    "vaccine_vial_monitor_status_log.date",
}
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["2024-03-05T00:00:00", "14:30:00", '{"a": 1}', "[[]]", '"{}"', "null"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def converted(path: str, value: object) -> object:
    table_name, member = path.split(".")
    return convert_for_clients(table_name, {member: value})[member]


def members_of(kind: Kind) -> set[str]:
    return {
        f"{table_name}.{name}"
        for table_name, fields in TABLES.items()
        for name, field in fields.items()
        if field.kind is kind
    }


@pytest.mark.parametrize("path", sorted(DATES))
def test_it_makes_dates_of_datetimes(path: str) -> None:
    assert converted(path, "2024-03-05T00:00:00") == "2024-03-05"
    assert converted(path, "2024-03-05T23:59:59.999") == "2024-03-05"


@pytest.mark.parametrize("path", sorted(members_of(Kind.SECONDS)))
def test_it_makes_seconds_of_every_time(path: str) -> None:
    assert converted(path, "14:30:00") == 52200
    assert converted(path, "14:30:00.123") == 52200


@pytest.mark.parametrize("path", sorted(members_of(Kind.NUMBER_OR_ZERO)))
def test_it_makes_zero_of_null_where_null_is_refused(path: str) -> None:
    assert converted(path, None) == 0
    assert converted(path, 2.5) == 2.5


def test_it_makes_an_object_of_the_text_of_a_document() -> None:
    assert converted("om_document.data", '{"a": 0.1}') == {"a": 0.1}


def test_it_converts_these_members_and_no_others() -> None:
    members = {f"{table}.{name}" for table, names in CONVERSIONS.items() for name in names}
    numbers = members_of(Kind.SECONDS) | members_of(Kind.NUMBER_OR_ZERO)
    assert members == DATES | numbers | {"om_document.data"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("transact.entry_date", "2024-03-05"),
        ("transact.entry_date", "0000-00-00T00:00:00"),
        ("transact.entry_date", "2024-02-30T00:00:00"),
        ("transact.entry_date", "2024-03-05T24:00:00"),
        ("transact.entry_date", "2024-03-05T00:00:00Z"),
        ("transact.entry_date", "2024-03-05T"),
        ("transact.entry_date", None),
        ("transact.entry_time", 52200),
        ("transact.entry_time", "24:00:00"),
        ("transact.entry_time", "23:59:60"),
        ("transact.entry_time", "9:30:00"),
        ("transact.entry_time", "14:30"),
        ("transact.entry_time", "14:30:00."),
        ("transact.entry_time", " 14:30:00"),
        ("transact.entry_time", "14:30:00\n"),
        ("transact.entry_time", "١٤:30:00"),
        ("transact.entry_time", ""),
        ("transact.entry_time", None),
        ("transact.insuranceDiscountRate", ""),
        ("transact.insuranceDiscountRate", False),
        ("transact.confirm_date", "2024-03-05T00:00:00"),
        ("om_document.data", "not JSON"),
        ("om_document.data", '"{}"'),
        ("om_document.data", ""),
        ("om_document.parent_IDs", '["a"]'),
        ("item.comment", "14:30:00"),
    ],
)
def test_it_leaves_what_no_site_pushes_as_it_is(path: str, value: object) -> None:
    after = converted(path, value)
    assert (after, type(after)) == (value, type(value))


def test_it_adds_no_member_and_keeps_the_order() -> None:
    record: dict[str, object] = {"unknown": None, "entry_time": "00:00:01", "ID": "t1"}
    converted_record = convert_for_clients("transact", record)
    assert list(converted_record.items()) == [("unknown", None), ("entry_time", 1), ("ID", "t1")]
    assert record["entry_time"] == "00:00:01"


@given(
    st.sampled_from(sorted(CONVERSIONS)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.dictionaries(st.sampled_from([*CONVERSIONS[name], "ID"]), JSON_VALUES, max_size=6),
        )
    )
)
def test_it_converts_any_json_once(case: tuple[str, dict[str, object]]) -> None:
    table_name, record = case
    once = convert_for_clients(table_name, record)
    assert list(once) == list(record)
    assert repr(convert_for_clients(table_name, once)) == repr(once)


@given(st.times(), st.dates())
def test_it_reads_every_time_and_date_that_a_site_writes(moment: time, day: date) -> None:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    assert seconds_of_time(moment.isoformat()) == seconds
    assert date_of_datetime(f"{day.isoformat()}T{moment.isoformat()}") == day.isoformat()


def test_it_stores_a_first_push_as_it_is() -> None:
    pushed: dict[str, object] = {"ID": "n1", "custom_data": None}
    assert merge_pushed("name", None, pushed) == pushed


@pytest.mark.parametrize("table_name", ["item", "name", "clinician", "name_store_join"])
def test_it_keeps_members_of_central_origin_that_a_push_does_not_carry(table_name: str) -> None:
    stored: dict[str, object] = {"ID": "1", "code": "old", "category": "central"}
    assert merge_pushed(table_name, stored, {"ID": "1", "code": "new", "more": None}) == {
        "ID": "1",
        "code": "new",
        "category": "central",
        "more": None,
    }


@pytest.mark.parametrize("table_name", ["transact", "item_line", "asset", "Name"])
def test_it_replaces_the_records_of_stores(table_name: str) -> None:
    stored: dict[str, object] = {"ID": "1", "comment": "old", "more": 1}
    assert merge_pushed(table_name, stored, {"ID": "1", "comment": None}) == {
        "ID": "1",
        "comment": None,
    }


@pytest.mark.parametrize(
    ("table_name", "member"),
    [(table, name) for table, names in CONSTANT_WHEN_PUSHED.items() for name in names],
)
def test_it_lets_no_constant_overwrite_what_is_stored(table_name: str, member: str) -> None:
    stored: dict[str, object] = {"ID": "1", member: "stored"}
    assert merge_pushed(table_name, stored, {"ID": "1", member: None})[member] == "stored"
    assert merge_pushed(table_name, stored, {"ID": "1"})[member] == "stored"
    assert merge_pushed(table_name, {"ID": "1"}, {"ID": "1", member: None})[member] is None


def test_it_knows_the_constants_of_the_protocol() -> None:
    assert {(table, *names) for table, names in CONSTANT_WHEN_PUSHED.items()} == {
        ("item", "category_ID"),
        ("name", "custom_data"),
        ("name_store_join", "inactive"),
        ("transact", "goods_received_ID"),
    }


def test_it_changes_neither_record_in_merging() -> None:
    stored: dict[str, object] = {"ID": "1", "inactive": True}
    pushed: dict[str, object] = {"ID": "1", "inactive": False}
    merged = merge_pushed("name_store_join", stored, pushed)
    assert (merged["inactive"], stored["inactive"], pushed["inactive"]) == (True, True, False)
