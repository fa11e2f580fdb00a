"""What the benchmark's sites push: records of a realistic size, without Django."""

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from benchmarks.exchange.plan import Place

Entry = dict[str, Any]

# Lines of a requisition in a large push, and stock lines of a store, which change again and again.
LINES_PER_REQUISITION = 7
STOCK_LINES = 20


def push_body(queue_length: int, entries: list[Entry]) -> bytes:
    """The body of one POST of a push (protocol 3.7)."""
    return json.dumps({"queueLength": queue_length, "data": entries}).encode()


def transfer(place: Place, lines: int) -> Iterator[Entry]:
    """A new requisition of the site's store to a store elsewhere, and its lines."""
    requisition_id = new_id()
    yield _update("requisition", _requisition(requisition_id, place))
    for number in range(lines):
        yield _update("requisition_line", _requisition_line(requisition_id, number))


def stock_lines(place: Place, ids: Iterable[str], packs: int) -> Iterator[Entry]:
    """Stock lines of the site's store, new ones or known ones with another number of packs."""
    return (_update("item_line", _item_line(line_id, place, packs)) for line_id in ids)


def small_push(place: Place, count: int) -> list[Entry]:
    """Two records: by turns a requisition with a line and two stock lines."""
    if count % 2:
        return list(transfer(place, lines=1))
    first = count // 2 * 2 % STOCK_LINES
    ids = [f"{place.store_id}-{number}" for number in (first, first + 1)]
    return list(stock_lines(place, ids, packs=count))


def large_push(place: Place, size: int, packs: int, ids: Iterator[str]) -> list[Entry]:
    """`size` records: one half requisitions with their lines, the other half stock lines."""
    entries: list[Entry] = []
    while len(entries) < size // 2:
        entries += transfer(place, LINES_PER_REQUISITION)
    del entries[size // 2 :]
    rest = size - len(entries)
    entries += stock_lines(place, (next(ids) for _ in range(rest)), packs)
    return entries


def new_id() -> str:
    """An id as sites make them."""
    return uuid.uuid4().hex.upper()


def new_ids() -> Iterator[str]:
    """New ids without an end."""
    while True:
        yield new_id()


def _update(table_name: str, data: dict[str, Any]) -> Entry:
    return {
        "syncOutId": "4711",
        "tableName": table_name,
        "recordId": data["ID"],
        "action": "Update",
        "recordData": data,
    }


def _requisition(requisition_id: str, place: Place) -> dict[str, Any]:
    return {
        "ID": requisition_id,
        "date_stock_take": "0000-00-00",
        "user_ID": new_id(),
        "name_ID": place.partner_name_id,
        "status": "sg",
        "date_entered": "2026-05-18",
        "nsh_custInv_ID": "",
        "daysToSupply": 90,
        "store_ID": place.store_id,
        "type": "request",
        "date_order_received": "0000-00-00",
        "previous_csh_id": "",
        "serial_number": 1042,
        "requester_reference": "Monthly order of the outpatient department",
        "comment": "Please send with the cold chain transport.",
        "colour": 0,
        "thresholdMOS": 3.0,
        "linked_requisition_id": "",
        "lastModifiedAt": 45_296,
        "om_status": "SENT",
        "om_colour": "",
        "expected_delivery_date": "0000-00-00",
    }


def _requisition_line(requisition_id: str, number: int) -> dict[str, Any]:
    return {
        "ID": new_id(),
        "requisition_ID": requisition_id,
        "item_ID": new_id(),
        "actualQuan": 120.0,
        "suggestedQuantity": 480.0,
        "imprest_or_prev_quantity": 0.0,
        "colour": 0,
        "comment": "",
        "Cust_prev_stock_balance": 60.0,
        "Cust_stock_issued": 0.0,
        "Cust_stock_order": 400.0,
        "Cust_stock_received": 0.0,
        "line_number": number + 1,
        "daily_usage": 4.25,
        "approved_quantity": 0.0,
        "authoriser_comment": "",
        "itemName": "Amoxicillin 250mg dispersible tablet",
        "om_snapshot_datetime": "2026-05-18T12:34:56",
        "stock_adjustment_in_units": 0.0,
        "days_in_month": 30.0,
    }


def _item_line(line_id: str, place: Place, packs: int) -> dict[str, Any]:
    return {
        "ID": line_id,
        "store_ID": place.store_id,
        "item_ID": f"{line_id[:24]}-ITEM",
        "location_ID": f"{place.store_id[:24]}-SHELF-A",
        "batch": "B-2026-0457",
        "pack_size": 100.0,
        "expiry_date": "2028-11-30",
        "sell_price": 12.5,
        "cost_price": 9.75,
        "total_cost": 9.75 * packs,
        "available": float(packs),
        "quantity": float(packs),
        "hold": False,
        "note": "Received in good condition, stored at room temperature.",
        "name_ID": place.partner_name_id,
        "manufacturer_ID": "",
        "barcodeID": "",
        "initial_quantity": 240.0,
        "donor_id": "",
        "volume_per_pack": 0.0025,
        "vvm_status_id": "",
        "om_campaign_id": "",
    }
