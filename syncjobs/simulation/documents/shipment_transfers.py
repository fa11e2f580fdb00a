"""Counterparts of shipments."""

from collections.abc import Collection

from syncjobs.simulation.documents.new_records import clock_of, day_of, moment, new_record
from syncjobs.simulation.documents.own_records import OwnRecords
from syncjobs.simulation.storage.record_store import Record

_LEGACY_STATUS = {
    ("ci", "cn"): "PICKED",
    ("ci", "fn"): "SHIPPED",
    ("si", "cn"): "DELIVERED",
    ("si", "fn"): "VERIFIED",
}
_ON_THE_WAY = frozenset({"PICKED", "SHIPPED"})
_ARRIVED = frozenset({"DELIVERED", "VERIFIED"})
# What an inbound line takes over from the outbound line.
_TAKEN_OVER = (
    "item_ID",
    "item_name",
    "batch",
    "expiry_date",
    "pack_size",
    "sell_price",
    "quantity",
    "note",
    "om_item_code",
    "om_tax",
    "om_total_before_tax",
    "om_total_after_tax",
    "volume_per_pack",
)


def shipment_status(shipment: Record) -> str:
    """The status in Open mSupply's own words."""
    legacy = _LEGACY_STATUS.get((shipment["type"], shipment["status"]), "NEW")
    return shipment.get("om_status") or legacy


class ShipmentTransfers:
    """Takes an invoice whose name is that of a store of this site."""

    def __init__(self, own: OwnRecords) -> None:
        self._own = own

    def process(self, invoice: Record, store: Record) -> list[str]:
        """Does what the arrival of this version asks for; `store` is the addressed one.

        Returns what stands in the way.
        """
        if invoice["type"] == "ci" and invoice["mode"] == "store":
            return self._receive(invoice, store)
        if invoice["type"] == "si":
            self._follow(invoice)
        return []

    def outbound_is_gone(self, outbound_id: str, store_ids: Collection[str]) -> None:
        """Deletes the counterpart of an outbound shipment that was deleted on the way."""
        for inbound in self._own.records.find("transact", "linked_transaction_id", outbound_id):
            is_own = inbound["store_ID"] in store_ids and inbound["type"] == "si"
            if is_own and shipment_status(inbound) in _ON_THE_WAY:
                for line in self._own.records.find("trans_line", "transaction_ID", inbound["ID"]):
                    self._own.delete("trans_line", line["ID"])
                self._own.delete("transact", inbound["ID"])

    def _receive(self, outbound: Record, store: Record) -> list[str]:
        status = shipment_status(outbound)
        if status not in _ON_THE_WAY:
            return []
        inbound = self._inbound_of(outbound)
        if inbound is not None:
            if shipment_status(inbound) == "PICKED" and status == "SHIPPED":
                shipped = {
                    "om_status": status,
                    "om_shipped_datetime": outbound.get("om_shipped_datetime"),
                }
                self._own.save("transact", inbound | shipped)
            return []
        response_id = outbound.get("requisition_ID")
        if response_id and not self._own.records.exists("requisition", response_id):
            problem = f"its requisition {response_id} is not known here"
            return [f"Shipment {outbound['ID']} has no counterpart: {problem}."]
        self._create_inbound(outbound, store, status)
        return []

    def _inbound_of(self, outbound: Record) -> Record | None:
        linked = outbound.get("linked_transaction_id")
        if linked:
            return self._own.records.get("transact", linked)
        found = self._own.records.find("transact", "linked_transaction_id", outbound["ID"])
        return found[0] if found else None

    def _create_inbound(self, outbound: Record, store: Record, status: str) -> None:
        sender = self._own.records.get("store", outbound["store_ID"])
        if sender is None:
            return
        inbound = self._new_inbound(outbound, store, sender, status)
        self._own.save("transact", inbound)
        for line in self._own.records.find("trans_line", "transaction_ID", outbound["ID"]):
            if line["type"] == "placeholder":
                continue
            members = {member: line.get(member) for member in _TAKEN_OVER}
            members |= {
                "transaction_ID": inbound["ID"],
                "type": "service" if line["type"] == "service" else "stock_in",
                "cost_price": line["sell_price"],
                "linked_transact_id": outbound["ID"],
            }
            self._own.save("trans_line", new_record("trans_line", members))

    def _new_inbound(self, outbound: Record, store: Record, sender: Record, status: str) -> Record:
        when = moment()
        reference = f"From invoice number: {outbound['invoice_num']}"
        if outbound.get("their_ref"):
            reference += f" ({outbound.get('their_ref')})"
        comment = f"Stock transfer ({outbound.get('comment')})" if outbound.get("comment") else None
        return new_record(
            "transact",
            {
                "invoice_num": self._own.next_number("transact", "invoice_num", store["ID"]),
                "name_ID": sender["name_ID"],
                "store_ID": store["ID"],
                "type": "si",
                "status": "nw",
                "mode": "store",
                "comment": comment or "Stock transfer",
                "their_ref": reference,
                "currency_ID": outbound.get("currency_ID"),
                "currency_rate": outbound.get("currency_rate"),
                "requisition_ID": self._request_of(outbound.get("requisition_ID")),
                "linked_transaction_id": outbound["ID"],
                "entry_date": day_of(when),
                "entry_time": clock_of(when),
                "tax_rate": outbound.get("tax_rate"),
                "om_created_datetime": when,
                "om_picked_datetime": outbound.get("om_picked_datetime"),
                "om_shipped_datetime": outbound.get("om_shipped_datetime"),
                "om_status": status,
                "om_type": "INBOUND_SHIPMENT",
            },
        )

    def _request_of(self, response_id: str | None) -> str | None:
        response = self._own.records.get("requisition", response_id or "")
        return response.get("linked_requisition_id") if response else None

    def _follow(self, inbound: Record) -> None:
        """Links the outbound shipment to its counterpart, and follows it when it has arrived."""
        outbound = self._own.records.get("transact", inbound.get("linked_transaction_id") or "")
        if outbound is None or outbound["type"] != "ci":
            return
        changed = dict(outbound)
        if not outbound.get("linked_transaction_id"):
            changed["linked_transaction_id"] = inbound["ID"]
        status = shipment_status(inbound)
        if status in _ARRIVED and shipment_status(outbound) != "VERIFIED":
            changed["om_status"] = status
            for member in ("om_delivered_datetime", "om_verified_datetime"):
                changed[member] = inbound.get(member)
        if changed != outbound:
            self._own.save("transact", changed)
