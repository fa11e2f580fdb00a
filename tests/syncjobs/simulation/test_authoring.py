"""What people can enter at a simulated site."""

import pytest

from syncjobs.records.checking import problems_of
from syncjobs.records.conversions import convert_for_clients
from syncjobs.records.fields import fields_of
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.documents.authoring import AuthoringError
from tests.syncjobs.simulation.stand_in import StandIn
from tests.syncjobs.simulation.world import ITEM, OWN_NAME, OWN_STORE, PARTNER_NAME

pytestmark = pytest.mark.any_database


def test_it_enters_records_that_other_sites_can_read(
    server: StandIn, operational: SimulatedSite
) -> None:
    authoring = operational.authoring()
    authoring.location("SHELF-1")
    authoring.stock_line(ITEM, 12.0, "B-1")
    authoring.requisition("STORE-PARTNER", [(ITEM, 30.0)])
    authoring.shipment("STORE-PARTNER", [(ITEM, 4.0)])
    authoring.patient("Ada", "Okoro")
    operational.sync()
    assert [written["tableName"] for written in server.pushed] == [
        "Location",
        "item_line",
        "requisition",
        "requisition_line",
        "transact",
        "trans_line",
        "name",
        "name_store_join",
        "om_document",
    ]
    for written in server.pushed:
        table_name, data = written["tableName"], written["recordData"]
        assert set(data) == set(fields_of(table_name) or {}), table_name
        assert problems_of(table_name, convert_for_clients(table_name, data)) == [], table_name


def test_it_enters_members_in_the_form_of_a_site(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.authoring().shipment("STORE-PARTNER")
    operational.authoring().patient("Ada", "Okoro")
    operational.sync()
    by_table = {written["tableName"]: written["recordData"] for written in server.pushed}
    shipment = by_table["transact"]
    assert shipment["entry_date"][10:] == "T00:00:00"
    assert len(shipment["entry_time"]) == 8
    assert shipment["insuranceDiscountAmount"] is None
    assert (shipment["store_ID"], shipment["name_ID"]) == (OWN_STORE, PARTNER_NAME)
    assert by_table["om_document"]["data"] == '{"firstName":"Ada","lastName":"Okoro"}'
    assert by_table["name_store_join"]["inactive"] is False


def test_it_asks_for_the_first_item_unless_told_otherwise(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.authoring().requisition("STORE-PARTNER")
    operational.sync()
    assert [written["recordData"].get("item_ID") for written in server.pushed] == [None, ITEM]


def test_it_numbers_documents_in_a_store(operational: SimulatedSite) -> None:
    authoring = operational.authoring()
    numbers = [authoring.requisition("STORE-PARTNER")["serial_number"] for _ in range(3)]
    assert numbers == [1, 2, 3]
    assert authoring.shipment("STORE-PARTNER")["invoice_num"] == 1


def test_it_verifies_a_shipment_that_arrived(server: StandIn, operational: SimulatedSite) -> None:
    saved = operational.authoring().shipment("STORE-PARTNER")
    verified = operational.authoring().verified_inbound(saved["ID"])
    assert (verified["status"], verified["om_status"]) == ("fn", "VERIFIED")
    assert operational.record("transact", saved["ID"]) == verified


@pytest.mark.parametrize("store_code", ["NOWHERE", OWN_NAME])
def test_it_knows_no_other_partners(operational: SimulatedSite, store_code: str) -> None:
    with pytest.raises(AuthoringError, match=f"knows no store {store_code}"):
        operational.authoring().requisition(store_code)


def test_it_writes_in_its_own_stores_only(operational: SimulatedSite) -> None:
    with pytest.raises(AuthoringError, match="no store STORE-PARTNER of its own"):
        operational.authoring("STORE-PARTNER").location("A")


def test_it_writes_nothing_before_it_has_a_store(site: SimulatedSite) -> None:
    with pytest.raises(AuthoringError, match="knows no store of its own"):
        site.authoring().location("A")


def test_it_knows_only_the_items_that_it_received(operational: SimulatedSite) -> None:
    with pytest.raises(AuthoringError, match="knows no item x"):
        operational.authoring().shipment("STORE-PARTNER", [("x", 1.0)])
    with pytest.raises(AuthoringError, match="knows no shipment x"):
        operational.authoring().verified_inbound("x")
