"""What a site does by itself with the documents of its partners (protocol 10.3)."""

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.storage.record_store import Record
from tests.syncjobs.simulation.stand_in import SITE_ID, StandIn
from tests.syncjobs.simulation.world import (
    ITEM,
    OWN_NAME,
    OWN_STORE,
    PARTNER_NAME,
    full,
    requisition,
    requisition_line,
    shipment,
    shipment_line,
    store,
)

pytestmark = pytest.mark.any_database


def own(site: SimulatedSite, table_name: str) -> list[Record]:
    """The documents of the own store."""
    return [record for record in site.records(table_name) if record["store_ID"] == OWN_STORE]


def response(record_id: str, request_id: str, **members: object) -> Record:
    """The partner's response to a request of the own store."""
    return requisition(
        record_id,
        type="response",
        status="sg",
        linked_requisition_id=request_id,
        **({"om_status": "NEW"} | members),
    )


def inbound(record_id: str, outbound_id: str, status: str) -> Record:
    """The partner's counterpart of a shipment of the own store."""
    return shipment(
        record_id,
        type="si",
        status="nw",
        om_type="INBOUND_SHIPMENT",
        om_status=status,
        linked_transaction_id=outbound_id,
    )


def test_it_responds_to_a_request(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("requisition", requisition("r-1", requester_reference="March"))
    server.enqueue("requisition_line", requisition_line("rl-1", "r-1", Cust_stock_order=30))
    operational.sync()
    [created] = own(operational, "requisition")
    assert created["type"] == "response"
    assert created["linked_requisition_id"] == "r-1"
    assert created["name_ID"] == PARTNER_NAME
    assert created["requester_reference"] == "From request requisition 7 (March)"
    lines = [
        line
        for line in operational.records("requisition_line")
        if line["requisition_ID"] == created["ID"]
    ]
    assert [(line["item_ID"], line["Cust_stock_order"]) for line in lines] == [(ITEM, 30)]
    assert server.pushed == []
    operational.sync()
    assert {written["tableName"] for written in server.pushed} == {
        "requisition",
        "requisition_line",
    }
    assert server.pushed[0]["recordData"]["date_entered"].endswith("T00:00:00")


@pytest.mark.parametrize("change", [{"om_status": "DRAFT"}, {"type": "im"}])
def test_it_responds_to_nothing_else(
    server: StandIn, operational: SimulatedSite, change: dict[str, str]
) -> None:
    server.enqueue("requisition", requisition("r-1", **change))
    operational.sync()
    assert own(operational, "requisition") == []


def test_it_responds_once(server: StandIn, operational: SimulatedSite) -> None:
    for comment in ("one", "two"):
        server.enqueue("requisition", requisition("r-1", comment=comment))
        operational.sync()
    assert len(own(operational, "requisition")) == 1


def test_it_responds_when_a_draft_is_sent(server: StandIn, operational: SimulatedSite) -> None:
    for status in ("DRAFT", "SENT"):
        server.enqueue("requisition", requisition("r-1", om_status=status))
        operational.sync()
    assert len(own(operational, "requisition")) == 1


def test_it_goes_by_the_legacy_status_where_there_is_no_other(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("requisition", requisition("r-1", om_status="", status="cn"))
    operational.sync()
    assert len(own(operational, "requisition")) == 1


def test_it_does_not_respond_to_requests_between_others(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("requisition", requisition("r-1", name_ID=PARTNER_NAME))
    operational.sync()
    assert own(operational, "requisition") == []


def test_it_links_its_request_to_the_response(server: StandIn, operational: SimulatedSite) -> None:
    request = operational.authoring().requisition("STORE-PARTNER")
    operational.sync()
    server.pushed.clear()
    server.enqueue("requisition", response("r-2", request["ID"]))
    operational.sync()
    linked = operational.record("requisition", request["ID"])
    assert linked is not None
    assert (linked["linked_requisition_id"], linked["om_status"]) == ("r-2", "SENT")
    operational.sync()
    assert [written["recordId"] for written in server.pushed] == [request["ID"]]


def test_it_ends_its_request_with_the_response(server: StandIn, operational: SimulatedSite) -> None:
    request = operational.authoring().requisition("STORE-PARTNER")
    server.enqueue("requisition", response("r-2", request["ID"], om_status="FINALISED"))
    operational.sync()
    linked = operational.record("requisition", request["ID"])
    assert linked is not None
    assert (linked["linked_requisition_id"], linked["om_status"]) == ("r-2", "FINALISED")


def test_it_receives_a_shipment(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("transact", shipment("s-1", their_ref="PO 5", comment="soon"))
    server.enqueue("trans_line", shipment_line("sl-1", "s-1"))
    server.enqueue("trans_line", shipment_line("sl-2", "s-1", type="placeholder"))
    operational.sync()
    [created] = own(operational, "transact")
    assert (created["type"], created["status"], created["om_status"]) == ("si", "nw", "SHIPPED")
    assert created["linked_transaction_id"] == "s-1"
    assert created["name_ID"] == PARTNER_NAME
    assert created["their_ref"] == "From invoice number: 3 (PO 5)"
    assert created["comment"] == "Stock transfer (soon)"
    lines = [
        line
        for line in operational.records("trans_line")
        if line["transaction_ID"] == created["ID"]
    ]
    assert [(line["type"], line["quantity"], line["cost_price"]) for line in lines] == [
        ("stock_in", 4.0, 2.5)
    ]
    operational.sync()
    assert [written["tableName"] for written in server.pushed] == ["transact", "trans_line"]


@pytest.mark.parametrize("change", [{"om_status": "ALLOCATED"}, {"mode": "dispensary"}])
def test_it_receives_nothing_else(
    server: StandIn, operational: SimulatedSite, change: dict[str, str]
) -> None:
    server.enqueue("transact", shipment("s-1", **change))
    operational.sync()
    assert own(operational, "transact") == []


def test_it_follows_a_shipment_that_leaves(server: StandIn, operational: SimulatedSite) -> None:
    for status in ("PICKED", "SHIPPED"):
        server.enqueue("transact", shipment("s-1", om_status=status))
        operational.sync()
    [created] = own(operational, "transact")
    assert created["om_status"] == "SHIPPED"


def test_it_deletes_its_counterpart_of_a_deleted_shipment(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("transact", shipment("s-1"))
    server.enqueue("trans_line", shipment_line("sl-1", "s-1"))
    operational.sync()
    operational.sync()
    server.pushed.clear()
    server.enqueue("trans_line", {"ID": "sl-1"}, "delete")
    server.enqueue("transact", {"ID": "s-1"}, "delete")
    operational.sync()
    assert operational.records("transact") == []
    operational.sync()
    assert [written["action"] for written in server.pushed] == ["Delete", "Delete"]


def test_it_cannot_receive_a_shipment_for_a_requisition_it_does_not_hold(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("transact", shipment("s-1", requisition_ID="r-2"))
    outcome = operational.sync()
    assert outcome.error is None
    assert own(operational, "transact") == []
    assert "its requisition r-2 is not known here" in outcome.notes[-1]
    server.enqueue("requisition", response("r-2", "r-1"))
    operational.sync()
    assert own(operational, "transact") == []
    server.enqueue("transact", shipment("s-1", requisition_ID="r-2", comment="again"))
    operational.sync()
    assert len(own(operational, "transact")) == 1


def test_it_links_a_received_shipment_to_its_own_request(
    server: StandIn, operational: SimulatedSite
) -> None:
    request = operational.authoring().requisition("STORE-PARTNER")
    server.enqueue("requisition", response("r-2", request["ID"]))
    server.enqueue("transact", shipment("s-1", requisition_ID="r-2"))
    operational.sync()
    [created] = own(operational, "transact")
    assert created["requisition_ID"] == request["ID"]


def test_it_learns_that_its_shipment_has_arrived(
    server: StandIn, operational: SimulatedSite
) -> None:
    outbound = operational.authoring().shipment("STORE-PARTNER")
    for status, expected in (("SHIPPED", "SHIPPED"), ("VERIFIED", "VERIFIED")):
        server.enqueue("transact", inbound("s-2", outbound["ID"], status))
        operational.sync()
        stored = operational.record("transact", outbound["ID"])
        assert stored is not None
        assert (stored["linked_transaction_id"], stored["om_status"]) == ("s-2", expected)


def test_it_makes_transfers_between_its_own_stores_by_itself(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("name", full("name", ID="n-2", type="store"))
    server.publish("store", store("store-2", "n-2", SITE_ID))
    operational.sync()
    request = operational.authoring("STORE-OWN").requisition("STORE-2")
    operational.sync()
    [created] = [
        record for record in operational.records("requisition") if record["type"] == "response"
    ]
    assert (created["store_ID"], created["name_ID"]) == ("store-2", OWN_NAME)
    linked = operational.record("requisition", request["ID"])
    assert linked is not None
    assert linked["linked_requisition_id"] == created["ID"]
