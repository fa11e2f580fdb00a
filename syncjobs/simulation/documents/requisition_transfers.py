"""Counterparts of requisitions."""

from syncjobs.simulation.documents.new_records import day_of, moment, new_record
from syncjobs.simulation.documents.own_records import OwnRecords
from syncjobs.simulation.storage.record_store import Record

_LEGACY_STATUS = {
    ("request", "sg"): "DRAFT",
    ("request", "nw"): "DRAFT",
    ("request", "cn"): "SENT",
    ("request", "fn"): "SENT",
    ("response", "sg"): "NEW",
    ("response", "nw"): "NEW",
    ("response", "cn"): "NEW",
    ("response", "fn"): "FINALISED",
}
# What a response line takes over from the request's line.
_TAKEN_OVER = (
    "item_ID",
    "itemName",
    "Cust_stock_order",
    "suggested_quantity",
    "stock_on_hand",
    "daily_usage",
    "om_snapshot_datetime",
)


def requisition_status(requisition: Record) -> str:
    """The status in Open mSupply's own words."""
    legacy = _LEGACY_STATUS.get((requisition["type"], requisition["status"]), "")
    return requisition.get("om_status") or legacy


class RequisitionTransfers:
    """Takes a requisition whose name is that of a store of this site."""

    def __init__(self, own: OwnRecords) -> None:
        self._own = own

    def process(self, requisition: Record, store: Record) -> None:
        """Does what the arrival of this version asks for; `store` is the addressed one."""
        if requisition["type"] == "request":
            self._respond(requisition, store)
        elif requisition["type"] == "response":
            self._follow(requisition)

    def _respond(self, request: Record, store: Record) -> None:
        if requisition_status(request) != "SENT" or self._has_response(request):
            return
        sender = self._own.records.get("store", request["store_ID"])
        if sender is None:
            return
        response = self._new_response(request, store, sender)
        self._own.save("requisition", response)
        lines = self._own.records.find("requisition_line", "requisition_ID", request["ID"])
        for line in lines:
            taken = {member: line.get(member) for member in _TAKEN_OVER}
            copy = new_record("requisition_line", {"requisition_ID": response["ID"], **taken})
            self._own.save("requisition_line", copy)

    def _has_response(self, request: Record) -> bool:
        linked = request.get("linked_requisition_id")
        return bool(linked) or bool(
            self._own.records.find("requisition", "linked_requisition_id", request["ID"])
        )

    def _new_response(self, request: Record, store: Record, sender: Record) -> Record:
        when = moment()
        reference = f"From request requisition {request['serial_number']}"
        if request.get("requester_reference"):
            reference += f" ({request.get('requester_reference')})"
        return new_record(
            "requisition",
            {
                "serial_number": self._own.next_number("requisition", "serial_number", store["ID"]),
                "name_ID": sender["name_ID"],
                "store_ID": store["ID"],
                "type": "response",
                "status": "sg",
                "date_entered": day_of(when),
                "requester_reference": reference,
                "linked_requisition_id": request["ID"],
                "thresholdMOS": request.get("thresholdMOS"),
                "daysToSupply": request.get("daysToSupply"),
                "om_created_datetime": when,
                "om_max_months_of_stock": request.get("om_max_months_of_stock"),
                "om_status": "NEW",
            },
        )

    def _follow(self, response: Record) -> None:
        """Links the request to its response, and ends it when the response has ended."""
        request = self._own.records.get("requisition", response.get("linked_requisition_id") or "")
        if request is None or request["type"] != "request":
            return
        changed = dict(request)
        if not request.get("linked_requisition_id"):
            changed["linked_requisition_id"] = response["ID"]
        if requisition_status(response) == "FINALISED":
            changed["om_status"] = "FINALISED"
            changed["om_finalised_datetime"] = response.get("om_finalised_datetime") or moment()
        if changed != request and requisition_status(request) != "FINALISED":
            self._own.save("requisition", changed)
