"""Records of a small world, in the form in which sites read them."""

from typing import Any

from syncjobs.records.completion import complete
from tests.syncjobs.simulation.stand_in import SITE_ID, Json, StandIn

OWN_STORE, OWN_NAME = "store-own", "name-own"
PARTNER_STORE, PARTNER_NAME = "store-partner", "name-partner"
ITEM = "item-1"
PARTNER_SITE_ID = 13


def full(table_name: str, **members: Any) -> Json:
    """A record with every member that sites require."""
    return complete(table_name, members)


def name(record_id: str, **members: Any) -> Json:
    return full("name", ID=record_id, name=record_id, code=record_id, **members)


def store(record_id: str, name_id: str, site_id: int, **members: Any) -> Json:
    return full(
        "store",
        ID=record_id,
        name_ID=name_id,
        code=record_id.upper(),
        sync_id_remote_site=site_id,
        **members,
    )


def item(record_id: str = ITEM, **members: Any) -> Json:
    return full("item", ID=record_id, item_name="Amoxicillin", code="AMX", **members)


def publish_world(server: StandIn) -> None:
    """Two stores that know each other, one of them here, and an item."""
    server.publish("item", item())
    server.publish("store", store(OWN_STORE, OWN_NAME, SITE_ID))
    server.publish("store", store(PARTNER_STORE, PARTNER_NAME, PARTNER_SITE_ID))
    server.publish("name", name(OWN_NAME, type="store"))
    server.publish("name", name(PARTNER_NAME, type="store"))


def requisition(record_id: str, **members: Any) -> Json:
    """A request of the partner to the own store."""
    values = {
        "name_ID": OWN_NAME,
        "store_ID": PARTNER_STORE,
        "type": "request",
        "status": "fn",
        "om_status": "SENT",
        "om_created_datetime": "2024-03-05T14:30:00",
        "date_entered": "2024-03-05",
        "serial_number": 7,
    }
    return full("requisition", ID=record_id, **(values | members))


def requisition_line(record_id: str, requisition_id: str, **members: Any) -> Json:
    return full(
        "requisition_line", ID=record_id, requisition_ID=requisition_id, item_ID=ITEM, **members
    )


def shipment(record_id: str, **members: Any) -> Json:
    """A shipment of the partner to the own store."""
    values = {
        "name_ID": OWN_NAME,
        "store_ID": PARTNER_STORE,
        "type": "ci",
        "status": "fn",
        "mode": "store",
        "om_type": "OUTBOUND_SHIPMENT",
        "om_status": "SHIPPED",
        "om_created_datetime": "2024-03-05T14:30:00",
        "entry_date": "2024-03-05",
        "entry_time": 52_200,
        "invoice_num": 3,
    }
    return full("transact", ID=record_id, **(values | members))


def shipment_line(record_id: str, shipment_id: str, **members: Any) -> Json:
    values = {"item_ID": ITEM, "type": "stock_out", "quantity": 4.0, "sell_price": 2.5}
    return full("trans_line", ID=record_id, transaction_ID=shipment_id, **(values | members))


def location(record_id: str, **members: Any) -> Json:
    values = {"code": "A", "Description": "Shelf A", "store_ID": OWN_STORE}
    return full("Location", ID=record_id, **(values | members))
