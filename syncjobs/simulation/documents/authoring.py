"""What people at a site enter: locations, stock, patients, requisitions, shipments.

Everything is written in the store `store_code`, or in the first store of the site.
"""

from collections.abc import Sequence
from typing import Final

from syncjobs.simulation.documents.new_records import (
    day_of,
    moment,
    new_outbound_line,
    new_outbound_shipment,
    new_record,
    new_request,
    new_request_line,
)
from syncjobs.simulation.documents.own_records import OwnRecords
from syncjobs.simulation.standing import active_stores
from syncjobs.simulation.storage.record_store import Record

SYSTEM_USER: Final = "simulated-user"


class AuthoringError(Exception):
    """The site does not know what the new record needs."""


class Authoring:
    """Enters records; each method returns the record that it saved."""

    def __init__(self, own: OwnRecords, site_id: int, store_code: str = "") -> None:
        self._own = own
        self._site_id = site_id
        self._store_code = store_code

    def store(self) -> Record:
        """The store in which is written."""
        stores = active_stores(self._own.records, self._site_id)
        for store in stores:
            if self._store_code in {"", store["code"]}:
                return store
        wanted = f"store {self._store_code}" if self._store_code else "store"
        raise AuthoringError(
            f"The site knows no {wanted} of its own. Assign one in the portal, and sync."
        )

    def location(self, code: str) -> Record:
        """A location with this code."""
        members = {"code": code, "Description": code, "store_ID": self.store()["ID"]}
        return self._saved("Location", new_record("Location", members))

    def stock_line(self, item_id: str, packs: float, batch: str) -> Record:
        """A batch of an item."""
        return self._saved(
            "item_line",
            new_record(
                "item_line",
                {
                    "store_ID": self.store()["ID"],
                    "item_ID": item_id,
                    "batch": batch,
                    "pack_size": 1.0,
                    "available": packs,
                    "quantity": packs,
                },
            ),
        )

    def requisition(
        self, partner_code: str, lines: Sequence[tuple[str, float]] | None = None
    ) -> Record:
        """A sent requisition to the store `partner_code`, with (item id, quantity) lines.

        Without `lines` it asks for 10 units of the first item, if the site knows any.
        """
        store, partner = self.store(), self._partner(partner_code)
        number = self._own.next_number("requisition", "serial_number", store["ID"])
        request = new_request(number, store["ID"], partner["name_ID"], "")
        self._saved("requisition", request)
        for item, quantity in self._items(lines):
            self._saved("requisition_line", new_request_line(request["ID"], item, quantity))
        return request

    def shipment(
        self,
        partner_code: str,
        lines: Sequence[tuple[str, float]] | None = None,
        requisition_id: str | None = None,
    ) -> Record:
        """A shipped shipment to the store `partner_code`, with (item id, packs) lines.

        `requisition_id` is the response requisition that it fulfils. Without `lines` it carries 10
        packs of the first item, if the site knows any.
        """
        store, partner = self.store(), self._partner(partner_code)
        number = self._own.next_number("transact", "invoice_num", store["ID"])
        shipment = new_outbound_shipment(number, store["ID"], partner["name_ID"])
        shipment["requisition_ID"] = requisition_id
        self._saved("transact", shipment)
        for item, packs in self._items(lines):
            self._saved("trans_line", new_outbound_line(shipment["ID"], item, packs))
        return shipment

    def patient(self, first_name: str, last_name: str) -> Record:
        """A patient with a join that makes it visible to the store, and a document about it."""
        when = moment()
        patient = new_record(
            "name",
            {
                "name": f"{last_name}, {first_name}",
                "first": first_name,
                "last": last_name,
                "type": "patient",
                "customer": True,
                "supplying_store_id": self.store()["ID"],
                "created_date": day_of(when),
                "om_created_datetime": when,
            },
        )
        patient["code"] = patient["ID"][:8]
        self._saved("name", patient)
        self.join(patient["ID"])
        self.document(patient)
        return patient

    def join(self, name_id: str) -> Record:
        """A join that makes a name visible to the store."""
        members = {
            "name_ID": name_id,
            "store_ID": self.store()["ID"],
            "inactive": False,
            "om_name_is_customer": True,
            "om_name_is_supplier": False,
        }
        return self._saved("name_store_join", new_record("name_store_join", members))

    def document(self, patient: Record) -> Record:
        """The first version of a patient's document."""
        members = {
            "name": f"patient/{patient['ID']}",
            "parent_IDs": "[]",
            "user_ID": SYSTEM_USER,
            "datetime": moment(),
            "type": "PatientForm",
            "data": {"firstName": patient["first"], "lastName": patient["last"]},
            "status": "ACTIVE",
            "owner_name_ID": patient["ID"],
            "context_ID": "Patient",
        }
        return self._saved("om_document", new_record("om_document", members))

    def verified_inbound(self, shipment_id: str) -> Record:
        """An inbound shipment, of which people at the site say now that all has arrived."""
        inbound = self._own.records.get("transact", shipment_id)
        if inbound is None:
            raise AuthoringError(f"The site knows no shipment {shipment_id}.")
        when = moment()
        arrived = {
            "status": "fn",
            "om_status": "VERIFIED",
            "om_delivered_datetime": when,
            "om_verified_datetime": when,
        }
        return self._saved("transact", inbound | arrived)

    def _partner(self, store_code: str) -> Record:
        stores = self._own.records.find("store", "code", store_code)
        if not stores:
            raise AuthoringError(
                f"The site knows no store {store_code}. Add it in the portal, and sync."
            )
        return stores[0]

    def _items(self, lines: Sequence[tuple[str, float]] | None) -> list[tuple[Record, float]]:
        if lines is None:
            return [(item, 10.0) for item in self._own.records.all("item")[:1]]
        return [(self._item(item_id), quantity) for item_id, quantity in lines]

    def _item(self, item_id: str) -> Record:
        item = self._own.records.get("item", item_id)
        if item is None:
            raise AuthoringError(f"The site knows no item {item_id}.")
        return item

    def _saved(self, table_name: str, record: Record) -> Record:
        self._own.save(table_name, record)
        return record
