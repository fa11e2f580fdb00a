"""Deletes and merges that a site receives (protocol 10.1, 10.2)."""

import pytest

from syncjobs.simulation import SimulatedSite
from tests.syncjobs.simulation.stand_in import Json, StandIn
from tests.syncjobs.simulation.world import (
    ITEM,
    OWN_STORE,
    full,
    item,
    location,
    name,
    requisition,
    requisition_line,
    shipment,
    shipment_line,
)

pytestmark = pytest.mark.any_database


def merge(kept: str, deleted: str) -> Json:
    return {"ID": "merge-1", "mergeIdToKeep": kept, "mergeIdToDelete": deleted}


def test_it_deletes_lines_before_their_header(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("transact", shipment("s-1"))
    server.enqueue("trans_line", shipment_line("sl-1", "s-1"))
    operational.sync()
    for inbound in operational.records("transact"):
        assert inbound["store_ID"] == OWN_STORE or inbound["ID"] == "s-1"
    server.enqueue("transact", {"ID": "s-1"}, "delete")
    server.enqueue("trans_line", {"ID": "sl-1"}, "Delete")
    operational.sync()
    assert not operational.written_off()
    assert operational.record("transact", "s-1") is None
    assert operational.record("trans_line", "sl-1") is None


def test_it_cannot_delete_a_header_that_has_lines(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("requisition", requisition("r-1"))
    server.enqueue("requisition_line", requisition_line("rl-1", "r-1"))
    operational.sync()
    server.enqueue("requisition", {"ID": "r-1"}, "delete")
    operational.sync()
    [refused] = operational.written_off()
    assert refused.message == "a requisition_line still refers to it"
    assert operational.record("requisition", "r-1")


def test_it_ignores_deletes_of_most_store_data(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("Location", location("l-1"))
    operational.sync()
    server.enqueue("Location", {"ID": "l-1"}, "delete")
    outcome = operational.sync()
    assert operational.record("Location", "l-1")
    assert outcome.counts.integration.ignored == 1


def test_it_keeps_a_deleted_item_for_what_refers_to_it(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("item", {"ID": ITEM}, "delete")
    operational.sync()
    assert operational.records("item") == []
    server.enqueue("requisition", requisition("r-1"))
    server.enqueue("requisition_line", requisition_line("rl-1", "r-1"))
    operational.sync()
    assert not operational.written_off()


def test_it_deactivates_a_deleted_master_list(server: StandIn, operational: SimulatedSite) -> None:
    server.publish("list_master", full("list_master", ID="m-1"))
    operational.sync()
    server.publish("list_master", {"ID": "m-1"}, "delete")
    operational.sync()
    stored = operational.record("list_master", "m-1")
    assert stored is not None
    assert stored["inactive"] is True


def test_it_fails_at_deletes_of_indicators(server: StandIn, operational: SimulatedSite) -> None:
    server.publish("program_indicator", {"ID": "i-1"}, "delete")
    operational.sync()
    assert operational.written_off()[0].record_id == "i-1"


def test_it_says_nothing_of_deleting_what_it_never_had(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("transact", {"ID": "nowhere"}, "delete")
    operational.sync()
    assert not operational.written_off()


def test_it_redirects_references_when_two_items_are_merged(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("item", item("item-2"))
    server.enqueue("requisition", requisition("r-1"))
    server.enqueue("requisition_line", requisition_line("rl-1", "r-1"))
    server.publish("item", merge("item-2", ITEM), "merge")
    operational.sync()
    line = operational.record("requisition_line", "rl-1")
    assert line is not None
    assert line["item_ID"] == "item-2"
    assert [left["ID"] for left in operational.records("item")] == ["item-2"]
    assert not operational.written_off()


def test_it_redirects_references_when_two_names_are_merged(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("name", name("n-1"))
    server.publish("name", name("n-2"))
    operational.save("name_store_join", {"ID": "j-1", "name_ID": "n-1", "store_ID": OWN_STORE})
    server.publish("name", merge("n-2", "n-1"), "Merge")
    operational.sync()
    join = operational.record("name_store_join", "j-1")
    assert join is not None
    assert join["name_ID"] == "n-2"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (merge("unknown", ITEM), "the item to keep is unknown: unknown"),
        ({"ID": "merge-1", "mergeIdToKeep": ITEM}, "the merge has no member `mergeIdToDelete`"),
    ],
)
def test_it_writes_off_a_merge_that_cannot_be(
    server: StandIn, operational: SimulatedSite, data: Json, message: str
) -> None:
    server.publish("item", data, "merge")
    operational.sync()
    assert [refused.message for refused in operational.written_off()] == [message]


def test_it_keeps_a_merge_beside_the_record_with_its_id(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("item", item("item-2"))
    server.publish("item", merge("item-2", ITEM) | {"ID": "item-2"}, "merge")
    operational.sync()
    assert [left["ID"] for left in operational.records("item")] == ["item-2"]
