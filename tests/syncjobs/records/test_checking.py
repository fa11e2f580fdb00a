"""What makes clients refuse or misread a record, one sentence each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.records.checking import DEEPEST_NESTING, problems_of
from syncjobs.records.completion import complete
from syncjobs.records.fields import TABLES

pytestmark = pytest.mark.any_database

DATE = "a date such as 2024-03-05 is needed."
DATETIME = "a date and time such as 2024-03-05T14:30:00 is needed."
TIME = "without the whole seconds since midnight, clients read midnight."
INTEGER = "a whole number of 32 bits is needed."

# Complete and correct records, of which each test changes one member.
GOOD: dict[str, dict[str, object]] = {
    "currency": {"rate": 1},
    "message": {"createdDate": "2024-03-05", "status": "new", "type": "RequestFieldChange"},
    "om_document": {"datetime": "2024-03-05T14:30:00", "status": "ACTIVE"},
    "period": {"startDate": "2024-01-01", "endDate": "2024-12-31"},
    "purchase_order": {"creation_date": "2024-03-05", "status": "nw"},
    "requisition": {"type": "request", "status": "sg", "date_entered": "2024-03-05"},
    "trans_line": {"type": "stock_in"},
    "transact": {"type": "si", "status": "nw", "entry_date": "2024-03-05", "mode": "store"},
}
DELETED = object()


def problems_with(table_name: str, **members: object) -> list[str]:
    record = complete(table_name, {"ID": "1", **GOOD.get(table_name, {})}) | members
    return problems_of(
        table_name, {name: value for name, value in record.items() if value is not DELETED}
    )


@pytest.mark.parametrize("table_name", [*GOOD, "item", "list_master", "name", "store", "unit"])
def test_it_finds_nothing_in_a_good_record(table_name: str) -> None:
    assert problems_with(table_name, unknown=None) == []


@pytest.mark.parametrize(
    ("table_name", "member", "value"),
    [
        ("unit", "order_number", -(2**31)),
        ("transact", "invoice_num", 2**63 - 1),
        ("item", "default_pack_size", 0.1),
        ("item", "unit_ID", None),
        ("item", "category_ID", ""),
        ("name", "charge code", None),
        ("name", "type", "anything"),
        ("name", "om_gender", None),
        ("name", "om_gender", "NON_BINARY"),
        ("name", "margin", None),
        ("name", "custom_data", None),
        ("name", "custom_data", DELETED),
        ("name", "date_of_birth", ""),
        ("name", "date_of_birth", None),
        ("name", "date_of_birth", "1980-02-29"),
        ("name", "date_of_birth", "1980-02-29T00:00:00"),
        ("name", "om_date_of_death", "0000-00-00"),
        ("name", "om_created_datetime", None),
        ("name", "om_created_datetime", "2024-03-05T14:30:00.123456789"),
        ("name", "currency_ID", DELETED),
        ("requisition", "om_status", ""),
        ("requisition", "authorisationStatus", "authorised by another authoriser"),
        ("requisition", "is_emergency", True),
        ("requisition", "oms_fields", None),
        ("transact", "entry_time", 86_399),
        ("transact", "entry_time", None),
        ("transact", "oms_fields", {}),
        ("transact", "oms_fields", []),
        ("transact", "oms_fields", ""),
        ("transact", "om_type", None),
        ("purchase_order", "curr_rate", DELETED),
        ("purchase_order", "status", "xx"),
        ("purchase_order", "oms_fields", {"status": "SENT", "sent_datetime": None}),
        ("pref", "data", {"monthsLeadTime": "3.5", "usesVaccineModule": False}),
        ("pref", "item", "other_preferences"),
        ("message", "body", None),
        ("message", "type", "anything"),
    ],
)
def test_it_accepts_what_clients_read(table_name: str, member: str, value: object) -> None:
    assert problems_with(table_name, **{member: value}) == []


@pytest.mark.parametrize(
    ("table_name", "member", "value", "problem"),
    [
        ("unit", "units", DELETED, "is missing."),
        ("unit", "units", None, "is null; text is needed."),
        ("unit", "units", 3, "is a number; text is needed."),
        ("unit", "ID", "", "is empty."),
        ("unit", "order_number", 1.0, f"is 1.0; {INTEGER}"),
        ("unit", "order_number", 2**31, f"is out of range; {INTEGER}"),
        ("unit", "order_number", "3", f"is text; {INTEGER}"),
        ("unit", "order_number", True, f"is true; {INTEGER}"),
        (
            "transact",
            "invoice_num",
            2**63,
            "is out of range; a whole number of 64 bits is needed.",
        ),
        ("item", "default_pack_size", "1", "is text; a number is needed."),
        ("item", "default_pack_size", False, "is false; a number is needed."),
        ("item", "is_vaccine", 0, "is a number; true or false is needed."),
        ("item", "type_of", "", 'is ""; one of general, service, non_stock is needed.'),
        ("item", "type_of", None, "is null; one of general, service, non_stock is needed."),
        ("item", "unit_ID", DELETED, "is missing."),
        ("item", "unit_ID", [], "is a list; text is needed."),
        ("name", "type", 1, "is a number; text is needed."),
        ("name", "charge code", DELETED, "is missing."),
        ("name", "margin", "", "is text; a number is needed."),
        ("name", "date_of_birth", "29.02.1980", f'is "29.02.1980"; {DATE}'),
        ("name", "date_of_birth", "1981-02-29", f'is "1981-02-29"; {DATE}'),
        ("name", "date_of_birth", "19800229", f'is "19800229"; {DATE}'),
        ("name", "om_created_datetime", "2024-03-05", f'is "2024-03-05"; {DATETIME}'),
        ("name", "om_date_of_death", 3, f"is a number; {DATE}"),
        ("period", "startDate", "0000-00-00", f'is "0000-00-00"; {DATE}'),
        ("period", "startDate", "", f'is ""; {DATE}'),
        ("period", "startDate", None, f"is null; {DATE}"),
        ("period", "startDate", "2024-01-01T00:00:00", f'is "2024-01-01T00:00:00"; {DATE}'),
        ("om_document", "datetime", "", f'is ""; {DATETIME}'),
        ("om_document", "datetime", "2024-03-05 14:30:00", f'is "2024-03-05 14:30:00"; {DATETIME}'),
        (
            "om_document",
            "datetime",
            "2024-03-05T14:30:00Z",
            f'is "2024-03-05T14:30:00Z"; {DATETIME}',
        ),
        ("om_document", "data", DELETED, "is missing."),
        ("transact", "entry_time", "14:30:00", f"is text; {TIME}"),
        ("transact", "entry_time", 86_400, f"is out of range; {TIME}"),
        ("transact", "entry_time", -1, f"is out of range; {TIME}"),
        ("transact", "entry_time", DELETED, "is missing."),
        (
            "transact",
            "insuranceDiscountRate",
            None,
            "is null; a number is needed, and 0 for none.",
        ),
        ("transact", "oms_fields", "{}", "is text; an object is needed."),
        ("transact", "is_cancellation", None, "is null; true or false is needed."),
        ("requisition", "om_status", "OPEN", 'is "OPEN"; one of DRAFT, NEW, SENT, FINALISED'),
        ("requisition", "oms_fields", "", "is text; an object is needed."),
        ("purchase_order", "curr_rate", None, "is null; a number is needed, and 0 for none."),
        ("pref", "data", None, "is null; an object is needed."),
        ("list_master", "inactive", None, "is missing or null, which makes the list inactive."),
        ("list_master", "inactive", DELETED, "is missing or null, which makes the list inactive."),
        ("list_master", "isProgram", True, "`programSettings` is empty; a program needs settings."),
        ("list_master", "programSettings", DELETED, "is missing."),
    ],
)
def test_it_says_what_clients_refuse(
    table_name: str, member: str, value: object, problem: str
) -> None:
    sentence = problem if problem.startswith("`") else f"`{member}` {problem}"
    (found,) = problems_with(table_name, **{member: value})
    assert found.startswith(sentence)


@pytest.mark.parametrize(
    ("table_name", "member", "value", "problem"),
    [
        ("clinician", "oms_fields", {"gender": "X"}, '`oms_fields.gender` is "X"; one of FEMALE'),
        (
            "trans_line",
            "oms_fields",
            {"manufacture_date": "2024-03-05T00:00:00"},
            "`oms_fields.manufacture_date` is",
        ),
        ("purchase_order", "oms_fields", {"status": ""}, '`oms_fields.status` is ""; one of NEW'),
        ("pref", "data", {"monthsLeadTime": 3}, "`data.monthsLeadTime` is a number; a number w"),
        ("pref", "data", {"monthsLeadTime": "soon"}, '`data.monthsLeadTime` is "soon"; a number w'),
        ("pref", "data", {"usesVaccineModule": None}, "`data.usesVaccineModule` is null; true or"),
    ],
)
def test_it_looks_into_objects(table_name: str, member: str, value: object, problem: str) -> None:
    (found,) = problems_with(table_name, **{member: value})
    assert found.startswith(problem)


ORDER = {
    "name": "monthly",
    "thresholdMOS": 2,
    "maxMOS": 3,
    "maxOrdersPerPeriod": 1,
    "isEmergency": False,
    "maxEmergencyOrders": "",
}


def problems_with_program(tags: object) -> list[str]:
    return problems_with("list_master", isProgram=True, programSettings={"storeTags": tags})


def test_it_reads_the_settings_of_a_program() -> None:
    tag = {"orderTypes": [ORDER, ORDER | {"maxEmergencyOrders": 5}], "periodScheduleName": "a"}
    assert problems_with_program({"clinic": tag, "hospital": tag}) == []
    assert problems_with_program(None) == []


def test_it_finds_what_is_wrong_in_the_settings_of_a_program() -> None:
    tag = {"orderTypes": [ORDER | {"maxMOS": "3"}, 7]}
    orders = "programSettings.storeTags.clinic.orderTypes"
    assert problems_with_program({"clinic": tag}) == [
        f"`{orders}.0.maxMOS` is text; a number is needed.",
        f"`{orders}.1` is a number; an object is needed.",
        "`programSettings.storeTags.clinic.periodScheduleName` is missing.",
    ]
    assert problems_with_program([]) == [
        "`programSettings.storeTags` is a list; an object is needed."
    ]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400])
def test_it_finds_numbers_that_no_client_reads_wherever_they_stand(number: float) -> None:
    (found,) = problems_with("unit", more=[{"a": number}])
    assert found == "`more.0.a` is a number that no client can read."


@pytest.mark.parametrize("text", ["\ud83d", "a\udc00"])
def test_it_finds_characters_that_are_none(text: str) -> None:
    (found,) = problems_with("unit", comment=text)
    assert found == "`comment` contains half of a surrogate pair, which is no character."


def test_it_finds_them_in_names_too_and_writes_a_sentence_that_can_be_sent() -> None:
    problems = problems_with("unit", **{"a\ud800": 1, "b\0": 1, "c": "\0"})
    assert [problem.encode().partition(b" ")[0] for problem in problems] == [
        b"`a\\ud800`",
        b"`b\\0`",
        b"`c`",
    ]


def test_it_finds_what_is_nested_too_deeply_and_does_not_fall_over_it() -> None:
    nested: list[object] = []
    for _ in range(DEEPEST_NESTING - 2):
        nested = [nested]
    assert problems_with("unit", more=nested) == []
    for _ in range(100_000):
        nested = [nested]
    (found,) = problems_with("unit", more=nested)
    assert found.endswith("is nested deeper than 100 levels.")


def test_it_finds_what_is_no_json() -> None:
    assert problems_with("unit", more=b"") == ["`more` is no JSON value."]


def test_it_shows_no_more_of_a_text_than_is_readable() -> None:
    (found,) = problems_with("period", startDate="x" * 10_000)
    assert len(found) < 150


def test_it_tells_every_reason() -> None:
    assert problems_of("unit", {"ID": 1, "units": None}) == [
        "`ID` is a number; text is needed.",
        "`units` is null; text is needed.",
        "`comment` is missing.",
        "`order_number` is missing.",
    ]


def test_it_knows_nothing_of_other_tables() -> None:
    assert problems_of("asset", {"ID": None}) == []


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["", "0000-00-00", "2024-02-30", "2024-03-05T00:00:00", "\ud800", "NEW"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["storeTags", "orderTypes", "status", "monthsLeadTime"]) | st.text(),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(TABLES)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.dictionaries(st.sampled_from([*TABLES[name]]) | st.text(), JSON_VALUES, max_size=8),
        )
    )
)
def test_it_judges_any_json_object(case: tuple[str, dict[str, object]]) -> None:
    table_name, record = case
    for problem in problems_of(table_name, record):
        assert problem.startswith("`")
        assert problem.endswith(".")
        assert problem.encode()
