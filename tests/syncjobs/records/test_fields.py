"""The field reference is there in full, and says what protocol 10.6 says."""

import pytest

from syncjobs.records.fields import TABLES, Kind, Presence, fields_of, read_reference

pytestmark = pytest.mark.any_database

LISTED = """
    abbreviation barcode clinician clinician_store_join contact currency diagnosis form_schema
    Goods_received Goods_received_line indicator_attribute indicator_value insuranceProvider item
    item_category item_category_level1 item_category_level2 item_direction item_line
    item_store_join item_warning_link list_master list_master_line list_master_name_join Location
    location_movement Location_type message name nameInsuranceJoin name_store_join name_tag
    name_tag_join om_activity_log om_document om_document_registry om_user_permission options
    period periodSchedule pref program_indicator purchase_order purchase_order_line requisition
    requisition_line sensor ship_method Stock_take Stock_take_lines store temperature_breach
    temperature_log trans_line transact unit user vaccine_vial_monitor_status
    vaccine_vial_monitor_status_log warning om_encounter om_vaccination om_vaccine_course
    om_vaccine_course_dose om_vaccine_course_item
"""
TABLES_OF_THE_PROTOCOL = LISTED.split()

# How many members some tables have, and the objects in them: a lost line changes a number.
MEMBERS = {
    "abbreviation": 3,
    "item": 14,
    "item_line": 25,
    "list_master": 20,
    "name": 36,
    "om_vaccination": 18,
    "pref": 20,
    "purchase_order": 43,
    "requisition_line": 31,
    "store": 8,
    "trans_line": 35,
    "transact": 50,
    "user": 9,
}


def count(table_name: str) -> int:
    waiting = list(TABLES[table_name].values())
    for field in waiting:
        waiting += [*field.members.values(), *field.each.values()]
    return len(waiting)


def test_it_has_every_table_of_the_protocol_and_no_other() -> None:
    assert sorted(TABLES) == sorted(TABLES_OF_THE_PROTOCOL)


@pytest.mark.parametrize(("table_name", "number"), MEMBERS.items())
def test_it_has_every_member_of_a_table(table_name: str, number: int) -> None:
    assert count(table_name) == number


@pytest.mark.parametrize("table_name", TABLES_OF_THE_PROTOCOL)
def test_it_knows_how_every_record_is_identified(table_name: str) -> None:
    identifier = "store_ID" if table_name == "pref" else "ID"
    assert TABLES[table_name][identifier].kind is Kind.TEXT
    assert TABLES[table_name][identifier].presence is Presence.REQUIRED


@pytest.mark.parametrize(
    ("table_name", "member", "kind", "presence"),
    [
        ("name", "charge code", Kind.TEXT, Presence.REQUIRED_OR_EMPTY),
        ("name", "custom_data", Kind.JSON, Presence.NULLABLE),
        ("name", "om_created_datetime", Kind.DATETIME, Presence.REQUIRED_OR_EMPTY),
        ("item_category_level2", "parent_ID", Kind.TEXT, Presence.OPTIONAL),
        ("list_master", "inactive", Kind.BOOLEAN, Presence.NULLABLE),
        ("list_master", "isProgram", Kind.BOOLEAN, Presence.REQUIRED),
        ("list_master", "programSettings", Kind.OBJECT, Presence.REQUIRED_OR_EMPTY),
        ("period", "startDate", Kind.DATE, Presence.REQUIRED),
        ("purchase_order", "curr_rate", Kind.NUMBER_OR_ZERO, Presence.OPTIONAL),
        ("requisition", "is_emergency", Kind.BOOLEAN, Presence.DEFAULTED),
        ("transact", "entry_time", Kind.SECONDS, Presence.REQUIRED),
        ("transact", "invoice_num", Kind.LONG_INTEGER, Presence.REQUIRED),
        ("store", "sync_id_remote_site", Kind.INTEGER, Presence.REQUIRED),
    ],
)
def test_it_knows_kind_and_presence(
    table_name: str, member: str, kind: Kind, presence: Presence
) -> None:
    field = TABLES[table_name][member]
    assert (field.kind, field.presence) == (kind, presence)


def test_it_knows_the_members_of_objects() -> None:
    assert list(TABLES["trans_line"]["oms_fields"].members) == [
        "campaign_id",
        "program_id",
        "status",
        "manufacture_date",
        "purchase_order_line_id",
    ]
    assert TABLES["pref"]["data"].members["monthsLeadTime"].kind is Kind.NUMBER_AS_TEXT
    assert dict(TABLES["unit"]["units"].members) == {}


def test_it_knows_what_the_settings_of_a_program_hold_for_each_tag() -> None:
    tags = TABLES["list_master"]["programSettings"].members["storeTags"]
    assert list(tags.each) == ["orderTypes", "periodScheduleName"]
    orders = tags.each["orderTypes"]
    assert orders.kind is Kind.ARRAY
    assert orders.each["maxEmergencyOrders"].kind is Kind.INTEGER_OR_TEXT


def test_it_tells_closed_lists_from_open_ones() -> None:
    store_mode, type_of_name = TABLES["store"]["store_mode"], TABLES["name"]["type"]
    assert (store_mode.values, store_mode.is_closed) == (("store", "dispensary"), True)
    assert ("invad" in type_of_name.values, type_of_name.is_closed) == (True, False)
    assert TABLES["om_activity_log"]["type"].is_closed is False


def test_it_puts_in_the_lists_that_have_a_name() -> None:
    gender = TABLES["clinician"]["oms_fields"].members["gender"]
    assert gender.values == TABLES["name"]["om_gender"].values
    assert len(gender.values) == 11
    assert (gender.values[0], gender.values[-1]) == ("FEMALE", "NON_BINARY")
    authorisation = TABLES["requisition"]["authorisationStatus"]
    assert authorisation.values[-1] == "denied by another authoriser"
    assert authorisation.is_closed is True


def test_it_gives_the_members_of_a_table_in_order() -> None:
    fields = fields_of("unit")
    assert fields is not None
    assert list(fields) == ["ID", "units", "comment", "order_number"]


@pytest.mark.parametrize("table_name", ["", "Unit", "asset", "location"])
def test_it_knows_no_other_table(table_name: str) -> None:
    assert fields_of(table_name) is None


@pytest.mark.parametrize("member", ["ID", "ID Q", "ID S#", "when D!?"])
def test_it_refuses_another_notation(member: str) -> None:
    with pytest.raises(ValueError, match=r"notation of fields\.txt"):
        read_reference(f"unit\n  {member}")


def test_it_refuses_a_list_that_is_nowhere() -> None:
    with pytest.raises(KeyError):
        read_reference("unit\n  colour E{@colours}")
