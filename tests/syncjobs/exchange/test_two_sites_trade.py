"""Two sites that order from and ship to each other (protocol 10.3, rules 1 to 3, 5 and 6)."""

import pytest

from syncjobs.models import Record as StoredRecord
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.documents.new_records import new_outbound_line, new_request_line
from syncjobs.simulation.storage.record_store import Record
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    LINES,
    OF_SOMEBODY,
    Sites,
    as_read_by,
    join_all,
    replica,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.exchange.wire import stored

Pair = list[SimulatedSite]


@pytest.fixture
def pair(sites: Sites) -> Pair:
    """One and Two, which know each other and have all of their data."""
    pair = sites.initialised("One", "Two")
    sync_until_quiet(*pair)
    return pair


def own(site: SimulatedSite, table_name: str) -> list[Record]:
    """The documents of the site's own store."""
    [store] = site.stores()
    return [record for record in site.records(table_name) if record["store_ID"] == store["ID"]]


def present(site: SimulatedSite, table_name: str, record_id: str) -> Record:
    record = site.record(table_name, record_id)
    assert record is not None
    return record


def lines_of(site: SimulatedSite, table_name: str, member: str, header_id: str) -> list[Record]:
    return [line for line in site.records(table_name) if line[member] == header_id]


def assert_same_documents(one: SimulatedSite, two: SimulatedSite) -> None:
    """Both sites and the portal have the same documents, member for member."""
    of_one, of_two = replica(one, DOCUMENTS), replica(two, DOCUMENTS)
    assert as_read_by(two, of_one) == as_read_by(one, of_two)
    assert {key: stored(*key) for key in of_one} == {
        key: of_one[key] if of_one[key]["ID"] in _ids_of_own(one) else of_two[key] for key in of_one
    }
    kept = StoredRecord.objects.filter(table_name__in=DOCUMENTS, is_deleted=False)
    assert set(kept.values_list("table_name", "record_id")) == set(of_one)


def _ids_of_own(site: SimulatedSite) -> set[str]:
    headers = {record["ID"] for name in ("requisition", "transact") for record in own(site, name)}
    members = {"requisition_line": "requisition_ID", "trans_line": "transaction_ID"}
    lines = {
        line["ID"]
        for table_name, member in members.items()
        for line in site.records(table_name)
        if line[member] in headers
    }
    return headers | lines


def test_a_requisition_goes_there_and_its_response_comes_back(pair: Pair) -> None:
    one, two = pair
    request = one.authoring().requisition("Two", LINES)
    pushed = synced(one).counts.pushed
    assert pushed == {"requisition": 1, "requisition_line": 3}

    synced(two)
    [response] = own(two, "requisition")
    assert response["linked_requisition_id"] == request["ID"]
    assert len(lines_of(two, "requisition_line", "requisition_ID", response["ID"])) == 3
    synced(two)

    synced(one)
    linked = present(one, "requisition", request["ID"])
    assert (linked["linked_requisition_id"], linked["om_status"]) == (response["ID"], "SENT")
    sync_until_quiet(one, two)
    assert_same_documents(one, two)

    two.save("requisition", response | {"status": "fn", "om_status": "FINALISED"})
    sync_until_quiet(two, one)
    assert present(one, "requisition", request["ID"])["om_status"] == "FINALISED"
    assert present(two, "requisition", request["ID"])["om_status"] == "FINALISED"
    assert_same_documents(one, two)


def test_a_shipment_for_a_requisition_arrives_and_its_status_comes_back(pair: Pair) -> None:
    one, two = pair
    request = one.authoring().requisition("Two", LINES)
    sync_until_quiet(one, two)
    [response] = own(two, "requisition")
    shipment = two.authoring().shipment("One", LINES, response["ID"])
    synced(two)

    synced(one)
    [inbound] = own(one, "transact")
    assert inbound["linked_transaction_id"] == shipment["ID"]
    assert inbound["requisition_ID"] == request["ID"]
    assert len(lines_of(one, "trans_line", "transaction_ID", inbound["ID"])) == 3
    sync_until_quiet(one, two)
    outbound = present(two, "transact", shipment["ID"])
    assert (outbound["linked_transaction_id"], outbound["om_status"]) == (inbound["ID"], "SHIPPED")
    assert_same_documents(one, two)

    one.authoring().verified_inbound(inbound["ID"])
    synced(one)
    synced(two)
    outbound = present(two, "transact", shipment["ID"])
    assert outbound["om_status"] == "VERIFIED"
    assert outbound["om_verified_datetime"]
    sync_until_quiet(two, one)
    assert_same_documents(one, two)


def test_every_version_of_a_draft_is_seen_by_the_partner(pair: Pair) -> None:
    one, two = pair
    item = present(one, "item", "item-2")
    request = one.authoring().requisition("Two", LINES) | {"om_status": "DRAFT", "status": "sg"}
    one.save("requisition", request)
    for version in range(3):
        one.save("requisition", request | {"comment": f"version {version}"})
        line = new_request_line(request["ID"], item, float(version))
        one.save("requisition_line", line)
        synced(one)
        synced(two)
        assert present(two, "requisition", request["ID"])["comment"] == f"version {version}"
        assert two.record("requisition_line", line["ID"]) == line
        one.save("requisition_line", line | {"suggested_quantity": 7.25})
        synced(one)
        synced(two)
        assert present(two, "requisition_line", line["ID"])["suggested_quantity"] == 7.25
    assert own(two, "requisition") == []
    assert_same_documents(one, two)


def test_every_version_of_a_shipment_is_seen_by_the_partner(pair: Pair) -> None:
    one, two = pair
    stock = two.authoring().stock_line("item-1", 40.0, "B-7")
    shipment = two.authoring().shipment("One", LINES[:1]) | {"om_status": "PICKED", "status": "cn"}
    line = new_outbound_line(shipment["ID"], present(two, "item", "item-1"), 2.0)
    two.save("trans_line", line | {"item_line_ID": stock["ID"]})
    for status in ("PICKED", "SHIPPED"):
        two.save("transact", shipment | {"om_status": status, "comment": status})
        synced(two)
        synced(one)
        assert present(one, "transact", shipment["ID"])["comment"] == status
        assert [inbound["om_status"] for inbound in own(one, "transact")] == [status]
    # The stock of the sender means nothing to the receiver.
    assert present(one, "trans_line", line["ID"])["item_line_ID"] is None
    sync_until_quiet(one, two)
    assert_same_documents(one, two)
    assert one.records("item_line") == []


def test_both_trade_both_ways_and_have_nothing_else(pair: Pair) -> None:
    one, two = pair
    for here, there in ((one, "Two"), (two, "One")):
        here.authoring().location("A1")
        here.authoring().stock_line("item-3", 9.0, "batch")
        for _ in range(3):
            here.authoring().requisition(there, LINES)
            here.authoring().shipment(there, LINES)
    sync_until_quiet(one, two)
    for here in pair:
        for inbound in [record for record in own(here, "transact") if record["type"] == "si"]:
            here.authoring().verified_inbound(inbound["ID"])
        for response in [each for each in own(here, "requisition") if each["type"] == "response"]:
            here.save("requisition", response | {"status": "fn", "om_status": "FINALISED"})
    sync_until_quiet(two, one)
    assert_same_documents(one, two)
    for here, there in ((one, "Two"), (two, "One")):
        [store] = here.stores()
        private = replica(here, [name for name in OF_SOMEBODY if name not in DOCUMENTS])
        assert {(key[0], record["store_ID"]) for key, record in private.items()} == {
            ("name_store_join", store["ID"]),
            ("Location", store["ID"]),
            ("item_line", store["ID"]),
        }
        assert len(private) == 3
        requisitions, invoices = here.records("requisition"), here.records("transact")
        assert len(requisitions) == len(invoices) == 12
        assert {requisition["om_status"] for requisition in requisitions} == {"FINALISED"}
        assert {invoice["om_status"] for invoice in invoices} == {"VERIFIED"}
        assert all(invoice["linked_transaction_id"] for invoice in invoices)
        assert present(here, "name_store_join", f"join-{store['code']}-{there}")


def test_stores_of_one_site_trade_without_the_portal(sites: Sites) -> None:
    one = sites.register("One", "Annex")
    two = sites.register("Two")
    join_all(["One", "Annex", "Two"])
    sync_until_quiet(one, two)
    one.authoring("Annex").requisition("One", LINES)
    one.authoring("One").shipment("Annex", LINES)
    for _ in range(3):
        assert not synced(one).counts.pulled_queue
    assert len(one.records("requisition")) == len(one.records("transact")) == 2
    assert not synced(two).counts.pulled_queue
