"""A requisition goes from one site to another, and its response comes back, told in stages."""

import time
from collections.abc import Iterator
from typing import Any, Final

from syncjobs.demonstration.central_data import ITEMS, item_id
from syncjobs.demonstration.trader import DemonstrationError, Say, Trader
from syncjobs.simulation.storage.record_store import Record

# How many of each item are ordered.
QUANTITIES: Final = (40.0, 100.0, 24.0)


class Journey:
    """`customer` orders from `supplier`; each method is a stage, to be called in their order."""

    def __init__(self, customer: Trader, supplier: Trader, say: Say) -> None:
        self._customer = customer
        self._supplier = supplier
        self._say = say
        self._stage = 0

    def begin(self, sentence: str) -> None:
        """Tells what happens next."""
        self._stage += 1
        self._say(f"\n{self._stage}. {sentence}")

    def get_ready(self) -> None:
        """Both sites get their data, or what is new since the last time."""
        is_first = not (self._customer.site.is_initialised and self._supplier.site.is_initialised)
        what = "ask for all their data" if is_first else "get what is new"
        self.begin(f"{self._customer.name} and {self._supplier.name} {what}.")
        self._customer.sync()
        self._supplier.sync()

    def order(self) -> Record:
        """The customer enters a requisition and pushes it."""
        ids = [item_id(code) for code, _, _ in ITEMS]
        authoring = self._customer.site.authoring(self._customer.store_code)
        lines = list(zip(ids, QUANTITIES, strict=True))
        request = authoring.requisition(self._supplier.store_code, lines)
        self.begin(
            f"{self._customer.name} orders from {self._supplier.name}: requisition"
            f" {request['serial_number']:.0f}, with a line for each of"
            f" {', '.join(name for _, name, _ in ITEMS)}."
        )
        self._customer.sync()
        return request

    def respond(self, request: Record) -> Record:
        """The supplier pulls the requisition, makes a response of it and pushes that."""
        self.begin(
            f"{self._supplier.name} gets the requisition, and makes a response requisition of it."
        )
        self._supplier.sync()
        responses = list(linked_to(self._supplier, request["ID"]))
        if not responses:
            raise self._is_missing(f"requisition {request['ID']}", self._supplier)
        (response,) = responses
        self._say(
            f"          Response requisition {response['serial_number']:.0f} is there,"
            f" “{response['requester_reference']}”."
        )
        self.begin(f"With its next sync, {self._supplier.name} pushes the response.")
        self._supplier.sync()
        return response

    def come_back(self, request: Record, response: Record) -> None:
        """The customer pulls the response, and its requisition is linked to it."""
        self.begin(f"{self._customer.name} gets the response, and links its requisition to it.")
        self._customer.sync()
        linked = self._customer.site.record("requisition", request["ID"]) or {}
        if linked.get("linked_requisition_id") != response["ID"]:
            raise self._is_missing(f"requisition {response['ID']}", self._customer)
        self._say("\nThe requisition has arrived, and its response has come back.")

    def go_on(self, every_seconds: float) -> None:
        """Both sync for ever, every so many seconds."""
        while True:
            time.sleep(every_seconds)
            self._customer.sync_quietly()
            self._supplier.sync_quietly()

    @staticmethod
    def _is_missing(what: str, trader: Trader) -> DemonstrationError:
        return DemonstrationError(
            f"The {what} has not come to {trader.name}. Look in the portal at the records that were"
            " set aside."
        )


def linked_to(trader: Trader, request_id: str) -> Iterator[dict[str, Any]]:
    """The responses at a site to a requisition."""
    for record in trader.site.records("requisition"):
        if record["type"] == "response" and record["linked_requisition_id"] == request_id:
            yield record
