"""How a site writes what it reads in another form (protocol 10.4)."""

from typing import Any

import pytest

from syncjobs.records.conversions import CONVERSIONS, convert_for_clients
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.steps.push_spelling import as_pushed
from tests.syncjobs.simulation.stand_in import StandIn
from tests.syncjobs.simulation.world import OWN_STORE, shipment

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("table_name", "member", "read", "written"),
    [
        ("transact", "entry_date", "2024-03-05", "2024-03-05T00:00:00"),
        ("transact", "entry_time", 52_200, "14:30:00"),
        ("transact", "entry_time", 0, "00:00:00"),
        ("transact", "finalised_time", 3_599, "00:59:59"),
        ("transact", "insuranceDiscountRate", 0, None),
        ("transact", "insuranceDiscountRate", 2.5, 2.5),
        ("transact", "goods_received_ID", "", None),
        ("requisition", "date_entered", "2024-03-05", "2024-03-05T00:00:00"),
        ("Stock_take", "stock_take_time", 86_399, "23:59:59"),
        ("purchase_order", "freight_charge", 0.0, None),
        ("om_document", "data", {"a": [1, 2.0]}, '{"a":[1,2.0]}'),
        ("name", "custom_data", {"a": 1}, None),
    ],
)
def test_it_writes_a_member_in_its_own_form(
    table_name: str, member: str, read: Any, written: Any
) -> None:
    assert as_pushed(table_name, {"ID": "x", member: read}) == {"ID": "x", member: written}
    assert as_pushed(table_name, {"ID": "x", member: written}) == {"ID": "x", member: written}


@pytest.mark.parametrize("table_name", CONVERSIONS)
def test_it_writes_otherwise_whatever_the_server_converts(table_name: str) -> None:
    for member in CONVERSIONS[table_name]:
        tried = ({member: read} for read in ({"a": 1}, "2024-03-05", 52_200, 0))
        otherwise = [record for record in tried if as_pushed(table_name, record) != record]
        assert otherwise, member
        written = as_pushed(table_name, otherwise[0])
        assert convert_for_clients(table_name, written) == otherwise[0]


def test_it_pushes_a_received_record_in_its_own_form(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("transact", shipment("s-1", store_ID=OWN_STORE, name_ID="name-partner"))
    operational.sync()
    data = server.pushed[0]["recordData"]
    assert (data["entry_date"], data["entry_time"]) == ("2024-03-05T00:00:00", "14:30:00")
    assert data["insuranceDiscountAmount"] is None
    stored = operational.record("transact", "s-1")
    assert stored is not None
    assert stored["entry_time"] == 52_200
