"""What becomes of received records (protocol 10.1)."""

from typing import Any

import pytest

from syncjobs.simulation import SimulatedSite
from tests.syncjobs.simulation.stand_in import Json, StandIn, drops
from tests.syncjobs.simulation.world import (
    OWN_NAME,
    OWN_STORE,
    PARTNER_NAME,
    full,
    location,
    name,
    requisition,
    requisition_line,
    shipment,
    shipment_line,
    store,
)

pytestmark = pytest.mark.any_database


def document(record_id: str, **members: Any) -> Json:
    values = {"status": "ACTIVE", "datetime": "2024-03-05T14:30:00", "parent_IDs": "[]"}
    return full("om_document", ID=record_id, **(values | members))


def receive(server: StandIn, site: SimulatedSite, table_name: str, data: Json) -> str:
    """Delivers one record; why it was written off, or empty text."""
    server.enqueue(table_name, data)
    assert site.sync().error is None
    return "; ".join(
        refused.message for refused in site.written_off() if refused.record_id == data["ID"]
    )


def test_it_does_not_mind_the_order_of_delivery(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("requisition_line", requisition_line("rl-1", "r-1"))
    server.enqueue("requisition", requisition("r-1"))
    outcome = operational.sync()
    assert not operational.written_off()
    assert outcome.counts.integration.integrated == 2
    assert operational.record("requisition_line", "rl-1")


def test_it_writes_off_a_line_whose_header_comes_too_late(
    server: StandIn, operational: SimulatedSite
) -> None:
    message = receive(server, operational, "requisition_line", requisition_line("rl-1", "r-1"))
    assert message == "`requisition_ID` refers to an unknown requisition: r-1"
    server.enqueue("requisition", requisition("r-1"))
    outcome = operational.sync()
    assert operational.record("requisition_line", "rl-1") is None
    assert outcome.counts.integration.written_off == []
    assert receive(server, operational, "requisition_line", requisition_line("rl-1", "r-1")) == ""
    assert operational.record("requisition_line", "rl-1")


@pytest.mark.parametrize(
    ("table_name", "data"),
    [
        ("requisition", requisition("x", store_ID="nowhere")),
        ("requisition", requisition("x", name_ID="nobody")),
        ("requisition", requisition("x", periodID="never")),
        ("transact", shipment("x", prescriber_ID="nobody")),
        ("Location", location("x", store_ID="nowhere")),
        ("store", store("x", "nobody", 12)),
        ("om_document", document("x", context_ID="nothing")),
    ],
)
def test_it_writes_off_what_refers_to_something_unknown(
    server: StandIn, operational: SimulatedSite, table_name: str, data: Json
) -> None:
    message = receive(server, operational, table_name, data)
    assert "refers to an unknown" in message
    assert operational.record(table_name, "x") is None


@pytest.mark.parametrize(
    ("table_name", "data", "member"),
    [
        ("Location", location("x", type_ID="cold"), "type_ID"),
        ("transact", shipment("x", currency_ID="EUR"), "currency_ID"),
        ("transact", shipment("x", diagnosis_ID="A00"), "diagnosis_ID"),
    ],
)
def test_it_clears_optional_references_to_something_unknown(
    server: StandIn, operational: SimulatedSite, table_name: str, data: Json, member: str
) -> None:
    assert receive(server, operational, table_name, data) == ""
    stored = operational.record(table_name, "x")
    assert stored is not None
    assert stored[member] is None


def test_it_clears_references_inside_of_oms_fields(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("transact", shipment("s-1"))
    fields = {"program_id": "none", "status": "PASSED"}
    receive(server, operational, "trans_line", shipment_line("x", "s-1", oms_fields=fields))
    stored = operational.record("trans_line", "x")
    assert stored is not None
    assert stored["oms_fields"] == {"program_id": None, "status": "PASSED"}


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("store_ID", None),
        ("hold", "no"),
        ("hold", 0),
        ("Volume", "1"),
        ("Volume", None),
        ("Volume", True),
        ("type_ID", 5),
        ("code", None),
    ],
)
def test_it_writes_off_what_it_cannot_read(
    server: StandIn, operational: SimulatedSite, member: str, value: Any
) -> None:
    message = receive(server, operational, "Location", location("x", **{member: value}))
    assert f"`{member}`" in message
    assert operational.record("Location", "x") is None


@pytest.mark.parametrize("member", ["ID", "code", "type_ID", "hold"])
def test_it_writes_off_what_lacks_a_key(
    server: StandIn, operational: SimulatedSite, member: str
) -> None:
    data = {key: value for key, value in location("x").items() if key != member}
    server.enqueue("Location", {"ID": "x"} | data)
    server.queue[0]["recordData"] = data
    operational.sync()
    [refused] = operational.written_off()
    assert refused.message == f"missing field `{member}`"


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_it_writes_off_what_is_no_object(
    server: StandIn, operational: SimulatedSite, data: Any
) -> None:
    server.enqueue("Location", location("x"))
    server.queue[0]["recordData"] = data
    operational.sync()
    assert operational.written_off()[0].message == "the record is not an object"


@pytest.mark.parametrize(
    ("member", "value", "is_read"),
    [
        ("entry_date", "2024-03-05", True),
        ("entry_date", "2024-03-05T00:00:00", False),
        ("entry_date", "0000-00-00", False),
        ("entry_date", "", False),
        ("confirm_date", "0000-00-00", True),
        ("confirm_date", "2024-03-05T00:00:00", True),
        ("confirm_date", None, True),
        ("confirm_date", "2024-02-30", False),
        ("entry_time", "14:30:00", True),
        ("insuranceDiscountAmount", None, False),
        ("insuranceDiscountAmount", 0, True),
        ("invoice_num", 7.0, False),
        ("om_created_datetime", "2024-03-05T14:30:00.123", True),
        ("om_created_datetime", "2024-03-05 14:30:00", False),
        ("om_status", "GONE", False),
        ("om_status", "", True),
        ("is_cancellation", None, False),
        ("tax_rate", None, True),
        ("oms_fields", "", True),
        ("oms_fields", {"charges_local_currency": None}, False),
    ],
)
def test_it_reads_as_the_field_reference_says(
    server: StandIn, operational: SimulatedSite, member: str, value: Any, *, is_read: bool
) -> None:
    message = receive(server, operational, "transact", shipment("x", **{member: value}))
    assert (message == "") is is_read, message


def test_it_writes_off_a_program_without_settings(
    server: StandIn, operational: SimulatedSite
) -> None:
    program = full("list_master", ID="x", isProgram=True, programSettings={})
    assert "programSettings" in receive(server, operational, "list_master", program)


@pytest.mark.parametrize(
    ("table_name", "data"),
    [
        ("requisition", requisition("x", type="supply")),
        ("requisition", requisition("x", status="wp")),
        ("transact", shipment("x", type="bu")),
        ("transact", shipment("x", mode="prison")),
        ("store", store("x", OWN_NAME, 12) | {"code": "DRG"}),
        ("pref", full("pref", ID="x", store_ID=OWN_STORE, item="other")),
        ("name_store_join", full("name_store_join", ID="x", store_ID=OWN_STORE, name_ID=OWN_NAME)),
    ],
)
def test_it_ignores_what_it_has_no_use_for(
    server: StandIn, operational: SimulatedSite, table_name: str, data: Json
) -> None:
    assert receive(server, operational, table_name, data) == ""
    assert operational.record(table_name, "x") is None


def test_it_does_not_overwrite_its_own_invoices(
    server: StandIn, operational: SimulatedSite
) -> None:
    own = shipment("s-1", store_ID=OWN_STORE, name_ID=PARTNER_NAME, comment="first")
    assert receive(server, operational, "transact", own) == ""
    receive(server, operational, "transact", own | {"comment": "second"})
    stored = operational.record("transact", "s-1")
    assert stored is not None
    assert stored["comment"] == "first"


def test_it_overwrites_the_invoices_of_others(server: StandIn, operational: SimulatedSite) -> None:
    receive(server, operational, "transact", shipment("s-1", comment="first"))
    receive(server, operational, "transact", shipment("s-1", comment="second"))
    stored = operational.record("transact", "s-1")
    assert stored is not None
    assert stored["comment"] == "second"


def test_it_overwrites_its_own_newer_edits_of_other_tables(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("Location", location("l-1", code="newer"))
    receive(server, operational, "Location", location("l-1", code="older"))
    stored = operational.record("Location", "l-1")
    assert stored is not None
    assert stored["code"] == "older"


def test_it_replaces_whole_records(server: StandIn, operational: SimulatedSite) -> None:
    first = name("x", custom_data={"a": 1}, HSH_code="H")
    receive(server, operational, "name", first)
    without = {key: value for key, value in first.items() if key != "HSH_code"}
    receive(server, operational, "name", without)
    assert operational.record("name", "x") == without


def test_it_takes_an_inactive_join_for_a_delete(
    server: StandIn, operational: SimulatedSite
) -> None:
    join = full("name_store_join", ID="j-1", store_ID=OWN_STORE, name_ID=PARTNER_NAME)
    receive(server, operational, "name_store_join", join)
    assert operational.record("name_store_join", "j-1")
    receive(server, operational, "name_store_join", join | {"inactive": True})
    assert operational.record("name_store_join", "j-1") is None


def test_it_leaves_unknown_tables_in_the_buffer(
    server: StandIn, operational: SimulatedSite
) -> None:
    assert receive(server, operational, "brand_new", {"ID": "x"}) == ""
    assert operational.records("brand_new") == []
    assert operational.unused_tables() == ["brand_new"]


def test_it_never_tries_what_was_stamped_with_another_number(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("l-1"))
    server.faults["POST acknowledged_records"] = [drops]
    operational.sync()
    server.queue.clear()
    server.central_site_id = 2
    operational.sync()
    assert operational.record("Location", "l-1") is None
