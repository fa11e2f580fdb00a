"""The order of requests of a sync (protocol 5.1 to 5.4)."""

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.storage.sync_log import StepName
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import StandIn, drops, says
from tests.syncjobs.simulation.world import location, publish_world, requisition

pytestmark = pytest.mark.any_database

FIRST = ["GET site", "GET site", "POST initialise"]
EMPTY_PULLS = ["GET central_records", "GET queued_records"]
IDLE = {"code": "idle", "message": "idle"}


def test_it_initialises_an_empty_site(server: StandIn, site: SimulatedSite) -> None:
    outcome = site.sync()
    assert outcome.error is None
    assert server.routes() == FIRST + EMPTY_PULLS
    assert outcome.attempt_count == 5


def test_it_initialises_with_records(server: StandIn, site: SimulatedSite) -> None:
    publish_world(server)
    server.enqueue("requisition", requisition("r-1"))
    outcome = site.sync()
    assert server.routes() == [
        *FIRST,
        "GET central_records",
        "GET central_records",
        "GET queued_records",
        "POST acknowledged_records",
        "GET queued_records",
    ]
    assert outcome.counts.pulled_central.total() == 5
    assert outcome.counts.pulled_queue.total() == 1


def test_it_asks_5_times_in_a_quiet_cycle(server: StandIn, operational: SimulatedSite) -> None:
    assert operational.sync().error is None
    assert server.routes() == [
        "GET site",
        "POST queued_records",
        "GET site_status",
        *EMPTY_PULLS,
    ]
    assert server.bodies("POST queued_records") == [{"queueLength": 0, "data": []}]


def test_it_asks_7_times_in_a_quiet_cycle_with_v6(server: StandIn, start_site: StartSite) -> None:
    site = start_site(has_v6=True)
    assert site.sync().error is None
    assert server.routes() == [*FIRST, *EMPTY_PULLS, "POST central/pull"]
    server.forget()
    assert site.sync().error is None
    assert server.routes() == [
        "GET site",
        "POST central/site_status",
        "POST queued_records",
        "GET site_status",
        *EMPTY_PULLS,
        "POST central/pull",
    ]


def test_it_pushes_before_it_pulls(server: StandIn, start_site: StartSite) -> None:
    publish_world(server)
    site = start_site(has_v6=True)
    site.sync()
    server.forget()
    site.save("Location", location("l-1"))
    server.enqueue("requisition", requisition("r-1"))
    assert site.sync().error is None
    assert server.routes() == [
        "GET site",
        "POST central/push",
        "POST central/site_status",
        "POST queued_records",
        "POST queued_records",
        "GET site_status",
        "GET central_records",
        "GET queued_records",
        "POST acknowledged_records",
        "GET queued_records",
        "POST central/pull",
    ]


def test_it_makes_no_v6_calls_as_the_central_server(server: StandIn, start_site: StartSite) -> None:
    server.is_central, server.central_url = True, ""
    site = start_site(has_v6=True)
    site.sync()
    server.forget()
    outcome = site.sync()
    assert len(server.routes()) == 5
    assert StepName.PULL_V6 not in [step.name for step in outcome.steps]


def test_it_skips_the_request_when_the_server_is_at_it_already(
    server: StandIn, site: SimulatedSite
) -> None:
    server.status = "started"
    busy = {"code": "initialisation_in_progress", "message": "wait"}
    server.faults["GET site_status"] = [says(busy), says(busy), says(IDLE)]
    assert site.sync().error is None
    assert server.routes() == ["GET site"] * 2 + ["GET site_status"] * 3 + EMPTY_PULLS


@pytest.mark.parametrize("status", ["new", "completed", "error"])
def test_it_posts_initialise_from_a_new_database_whatever_else_the_status_is(
    server: StandIn, site: SimulatedSite, status: str
) -> None:
    server.status = status
    assert site.sync().error is None
    assert server.routes() == FIRST + EMPTY_PULLS


def test_it_waits_when_the_request_for_initialisation_is_dropped(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST initialise"] = [drops]
    assert site.sync().error is None
    assert server.routes() == [*FIRST, "GET site_status", *EMPTY_PULLS]


def test_it_never_initialises_again_when_only_a_later_step_failed(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["GET central_records"] = [drops]
    assert site.sync().error is not None
    server.forget()
    assert site.sync().error is None
    assert server.routes() == ["GET site", *EMPTY_PULLS]
    server.forget()
    site.sync()
    assert "POST queued_records" in server.routes()


def test_it_uses_a_new_connection_for_every_request(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.sync()
    connections = [asked.connection for asked in server.asked]
    assert len(set(connections)) == len(connections) == 5
