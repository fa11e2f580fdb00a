"""The calls to the Open mSupply central server (protocol 7)."""

import hashlib
from typing import Any

import pytest

from syncjobs.simulation import BatchSizes, SimulatedSite
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.storage.sync_log import StepName
from tests.syncjobs.simulation.conftest import NAME, PASSWORD, StartSite
from tests.syncjobs.simulation.stand_in import Json, StandIn, drops, record, says, says_text
from tests.syncjobs.simulation.world import location, name, publish_world

pytestmark = pytest.mark.any_database

PULL = "POST central/pull"


@pytest.fixture
def site(server: StandIn, start_site: StartSite) -> SimulatedSite:
    """An initialised site with V6."""
    publish_world(server)
    site = start_site(has_v6=True, sizes=BatchSizes(central_pull=2, push=2))
    assert site.sync().error is None
    server.forget()
    return site


def campaign(number: int) -> Json:
    data = {"ID": f"c-{number}", "id": f"c-{number}", "name": "Measles"}
    return {"cursor": number, "record": record("campaign", data, "Update")}


def test_it_sends_its_credentials_in_the_body(server: StandIn, site: SimulatedSite) -> None:
    site.sync()
    [asked] = [asked for asked in server.asked if asked.route == "POST central/site_status"]
    assert asked.path == "/central/sync/site_status"
    assert asked.headers["content-type"] == "application/json"
    assert "authorization" not in asked.headers
    assert asked.body == {
        "syncV5Settings": {
            "serverUrl": server.url,
            "username": NAME,
            "passwordSha256": hashlib.sha256(PASSWORD.encode()).hexdigest(),
            "siteUuid": "simulated-machine",
            "appVersion": "2.20.0",
            "appName": "Open mSupply Desktop",
            "syncVersion": "14",
        },
        "syncV6Version": 5,
    }


@pytest.mark.parametrize(("path", "joined"), [("", ""), ("/", ""), ("/a", ""), ("/a/", "/a")])
def test_it_joins_the_url_as_a_relative_one(
    server: StandIn, start_site: StartSite, path: str, joined: str
) -> None:
    server.central_url = f"{server.url}{path}"
    server.faults["POST pull"] = [says_text("not here", 404)]
    start_site(has_v6=True).sync()
    assert server.asked[-1].path == f"{joined}/central/sync/pull"


def test_it_pushes_every_batch_even_without_a_record_of_v6(
    server: StandIn, site: SimulatedSite
) -> None:
    for number in range(2):
        site.save("Location", location(f"l-{number}"))
    site.save("name", name("p-1", type="patient"))
    site.sync()
    sizes = [
        (batch["total_records"], len(batch["records"]), batch["is_last_batch"])
        for batch in server.v6_pushed
    ]
    assert sizes == [(3, 0, False), (1, 1, True)]
    [entry] = server.v6_pushed[1]["records"]
    assert entry["cursor"] == server.v6_pushed[1]["end_cursor"]
    assert entry["record"]["tableName"] == "name"
    assert [written["recordId"] for written in server.pushed] == ["l-0", "l-1", "p-1"]


def test_it_pulls_to_the_last_batch(server: StandIn, site: SimulatedSite) -> None:
    server.v6_log = [campaign(number) for number in range(10, 15)]
    outcome = site.sync()
    assert outcome.counts.pulled_v6.total() == 5
    asked = [(body["cursor"], body["isInitialised"]) for body in server.bodies(PULL)]
    assert asked == [(1, True), (12, True), (14, True)]
    assert len(site.records("campaign")) == 5
    site.sync()
    assert server.bodies(PULL)[-1]["cursor"] == 15


def test_it_says_when_it_is_not_initialised(server: StandIn, start_site: StartSite) -> None:
    start_site(has_v6=True).sync()
    assert server.bodies(PULL)[0]["isInitialised"] is False


def test_it_waits_for_the_integration(server: StandIn, site: SimulatedSite) -> None:
    busy = says({"data": {"is_integrating": True}})
    server.faults["POST central/site_status"] = [busy, busy]
    assert site.sync().error is None
    assert server.routes().count("POST central/site_status") == 3


def test_it_gives_up_waiting_for_the_integration(server: StandIn, site: SimulatedSite) -> None:
    server.faults["POST central/site_status"] = [says({"data": {"is_integrating": True}})] * 100
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.INTEGRATION_TIMEOUT_REACHED
    assert "POST queued_records" not in server.routes()


@pytest.mark.parametrize(
    ("answer", "variant"),
    [
        ({"error": {"syncVersionMismatch": [0, 4, 5]}}, Variant.V6_API_VERSION_INCOMPATIBLE),
        ({"error": {"otherServerError": "Sync api error"}}, Variant.UNKNOWN),
        ({"error": "integrationInProgress"}, Variant.UNKNOWN),
        ({"error": {}}, Variant.UNKNOWN),
        ({"error": None}, Variant.UNKNOWN),
        ({"data": {"is_integrating": False}, "error": None}, Variant.UNKNOWN),
        ({"data": {"is_integrating": "no"}}, Variant.UNKNOWN),
        ({"data": None}, Variant.UNKNOWN),
        ([], Variant.UNKNOWN),
    ],
)
def test_it_fails_at_any_other_answer(
    server: StandIn, site: SimulatedSite, answer: Any, variant: Variant
) -> None:
    server.faults["POST central/site_status"] = [says(answer)]
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is variant
    assert server.routes() == ["GET site", "POST central/site_status"]


def test_it_goes_by_the_envelope_and_not_by_the_status(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST central/site_status"] = [says({"data": {"is_integrating": False}}, 500)]
    assert site.sync().error is None


def test_it_fails_at_a_server_that_is_not_central(server: StandIn, site: SimulatedSite) -> None:
    server.faults["POST central/site_status"] = [says_text("only on central", 405)]
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN


def test_it_has_synced_with_the_legacy_server_when_the_pull_fails(
    server: StandIn, start_site: StartSite
) -> None:
    site = start_site(has_v6=True)
    server.faults[PULL] = [drops]
    outcome = site.sync()
    assert [step.name for step in outcome.steps if not step.is_finished] == [StepName.PULL_V6]
    assert not site.is_initialised


def test_it_cannot_reach_the_central_server(server: StandIn, start_site: StartSite) -> None:
    server.central_url = "http://127.0.0.1:9"
    outcome = start_site(has_v6=True).sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CONNECTION_ERROR
