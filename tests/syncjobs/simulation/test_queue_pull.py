"""Pulling the queue and acknowledging it (protocol 3.5, 3.6)."""

import pytest

from syncjobs.simulation import BatchSizes, SimulatedSite
from syncjobs.simulation.errors import Variant
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import StandIn, drops, says
from tests.syncjobs.simulation.world import location

pytestmark = pytest.mark.any_database


def test_it_acknowledges_each_batch(server: StandIn, operational: SimulatedSite) -> None:
    for number in range(3):
        server.enqueue("Location", location(f"l-{number}"))
    ids = [row["syncOutId"] for row in server.queue]
    outcome = operational.sync()
    assert outcome.counts.pulled_queue.total() == 3
    assert server.bodies("POST acknowledged_records") == [{"syncIDs": ids}]
    assert len(operational.records("Location")) == 3


def test_it_pulls_batch_by_batch(server: StandIn, start_site: StartSite) -> None:
    for number in range(3):
        server.enqueue("Location", location(f"l-{number}"))
    outcome = start_site(sizes=BatchSizes(queue_pull=2)).sync()
    assert outcome.counts.pulled_queue.total() == 3
    assert [len(body["syncIDs"]) for body in server.bodies("POST acknowledged_records")] == [2, 1]


def test_it_keeps_only_the_last_version(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("Location", location("l-1", code="A"))
    server.enqueue("Location", location("l-1", code="B"))
    operational.sync()
    assert [record["code"] for record in operational.records("Location")] == ["B"]


def test_it_loses_one_of_two_tables_that_share_an_id(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("same"))
    server.enqueue("unit", {"ID": "same", "units": "Box", "comment": "", "order_number": 1})
    operational.sync()
    assert operational.record("unit", "same")
    assert not operational.record("Location", "same")


def test_it_has_stored_what_it_could_not_acknowledge(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("l-1"))
    server.faults["POST acknowledged_records"] = [drops]
    assert operational.sync().error is not None
    assert len(server.queue) == 1
    server.queue.clear()
    assert operational.sync().error is None
    assert operational.record("Location", "l-1")


def test_it_stops_at_an_empty_batch_whatever_the_length_is(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["GET queued_records"] = [says({"queueLength": 9, "data": []})]
    assert operational.sync().error is None
    assert server.routes().count("GET queued_records") == 1


def test_it_crashes_when_the_length_leaves_out_the_batch(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("l-1"))
    server.faults["GET queued_records"] = [says({"queueLength": 0, "data": server.queue})]
    outcome = operational.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CRASH
    assert server.queue == []


def test_it_never_ends_when_acknowledged_rows_come_again(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("l-1"))
    server.faults["POST acknowledged_records"] = [says({})]
    outcome = operational.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.NEVER_ENDS
