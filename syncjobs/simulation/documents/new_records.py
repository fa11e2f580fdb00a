"""New records as a site writes them: every member it knows, null where there is nothing."""

import uuid
from datetime import UTC, datetime
from typing import Any, Final

from syncjobs.records.fields import Field, Kind, Presence, fields_of
from syncjobs.simulation.storage.record_store import Record

_EMPTY: Final[dict[Kind, Any]] = {
    Kind.TEXT: "",
    Kind.NUMBER: 0.0,
    Kind.INTEGER: 0,
    Kind.LONG_INTEGER: 0,
    Kind.BOOLEAN: False,
    Kind.SECONDS: "00:00:00",
}


def new_record(table_name: str, members: Record) -> Record:
    """A record with a new id and these members; the others are empty."""
    fields = fields_of(table_name) or {}
    blank = {name: _empty(field) for name, field in fields.items()}
    return {**blank, "ID": str(uuid.uuid4()), **members}


def _empty(field: Field) -> Any:
    if field.presence in {Presence.REQUIRED, Presence.DEFAULTED}:
        return _EMPTY.get(field.kind)
    return None


def moment() -> str:
    """Now, as a site writes it: UTC without a zone."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def day_of(when: str) -> str:
    """The day of a moment, as a site writes days."""
    return f"{when[:10]}T00:00:00"


def clock_of(when: str) -> str:
    """The time of day of a moment, as a site writes it."""
    return when[11:19]


def timestamp_of(when: str) -> int:
    """The moment in seconds since 1970."""
    return int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp())


def new_request(number: int, store_id: str, partner_name_id: str, reference: str) -> Record:
    """A requisition that asks another store for stock, as it is when it was just sent."""
    when = moment()
    return new_record(
        "requisition",
        {
            "serial_number": number,
            "name_ID": partner_name_id,
            "store_ID": store_id,
            "type": "request",
            "status": "fn",
            "date_entered": day_of(when),
            "lastModifiedAt": timestamp_of(when),
            "requester_reference": reference or None,
            "thresholdMOS": 1.0,
            "daysToSupply": 60,
            "om_created_datetime": when,
            "om_sent_datetime": when,
            "om_max_months_of_stock": 2.0,
            "om_status": "SENT",
        },
    )


def new_request_line(requisition_id: str, item: Record, quantity: float) -> Record:
    """A line that asks for `quantity` units of an item."""
    return new_record(
        "requisition_line",
        {
            "requisition_ID": requisition_id,
            "item_ID": item["ID"],
            "itemName": item["item_name"],
            "Cust_stock_order": quantity,
            "suggested_quantity": quantity,
            "om_snapshot_datetime": moment(),
        },
    )


def new_outbound_shipment(number: int, store_id: str, partner_name_id: str) -> Record:
    """A shipment to another store, as it is when it has just left."""
    when = moment()
    return new_record(
        "transact",
        {
            "invoice_num": number,
            "name_ID": partner_name_id,
            "store_ID": store_id,
            "type": "ci",
            "status": "fn",
            "mode": "store",
            "entry_date": day_of(when),
            "entry_time": clock_of(when),
            "confirm_date": day_of(when),
            "confirm_time": clock_of(when),
            "currency_rate": 1.0,
            "tax_rate": 0.0,
            "om_created_datetime": when,
            "om_allocated_datetime": when,
            "om_picked_datetime": when,
            "om_shipped_datetime": when,
            "om_status": "SHIPPED",
            "om_type": "OUTBOUND_SHIPMENT",
        },
    )


def new_outbound_line(shipment_id: str, item: Record, packs: float) -> Record:
    """A line with `packs` packs of an item, each sold at 1."""
    return new_record(
        "trans_line",
        {
            "transaction_ID": shipment_id,
            "item_ID": item["ID"],
            "item_name": item["item_name"],
            "pack_size": 1.0,
            "cost_price": 1.0,
            "sell_price": 1.0,
            "type": "stock_out",
            "quantity": packs,
            "om_item_code": item["code"],
            "om_tax": 0.0,
            "om_total_before_tax": packs,
            "om_total_after_tax": packs,
            "sentQuantity": packs,
            "sent_pack_size": 1.0,
        },
    )
