"""How a failed sync is classified and kept (protocol 2.2, 6)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.storage.sync_log import StepName
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import StandIn, refuses, says, says_text
from tests.syncjobs.simulation.world import location, publish_world

pytestmark = pytest.mark.any_database

BUSY = {"code": "integration_in_progress", "message": "wait"}


@pytest.mark.parametrize(
    ("code", "variant"),
    [
        ("site_name_not_found", Variant.SITE_NAME_NOT_FOUND),
        ("site_incorrect_password", Variant.INCORRECT_PASSWORD),
        ("site_incorrect_hardware_id", Variant.HARDWARE_ID_MISMATCH),
        ("site_has_no_store", Variant.SITE_HAS_NO_STORE),
        ("site_auth_timeout", Variant.SITE_AUTH_TIMEOUT),
        ("api_version_incompatible", Variant.API_VERSION_INCOMPATIBLE),
        ("sync_is_running", Variant.UNKNOWN),
        ("site_disabled", Variant.UNKNOWN),
    ],
)
@pytest.mark.parametrize("status", [401, 503])
def test_it_goes_by_the_code_alone(
    server: StandIn, site: SimulatedSite, code: str, variant: Variant, status: int
) -> None:
    server.faults["GET site"] = [refuses(code, status, "Not now.", {"received": 15})]
    outcome = site.sync()
    assert outcome.error is not None
    assert (outcome.error.variant, outcome.error.server_code) == (variant, code)
    assert f"status: {status}, code: '{code}', message: 'Not now.'" in outcome.error.detail
    assert '{"received": 15}' in outcome.error.detail
    assert outcome.error.shown
    assert outcome.error.advice
    assert not outcome.has_succeeded


@pytest.mark.parametrize(
    "text",
    [
        "plain text",
        '{"error": "site_incorrect_password"}',
        '{"error": {"code": "site_incorrect_password"}}',
        '{"code": "site_incorrect_password", "message": "m"}',
    ],
)
def test_it_cannot_classify_what_is_no_envelope(
    server: StandIn, site: SimulatedSite, text: str
) -> None:
    server.faults["GET site"] = [says_text(text, 401)]
    outcome = site.sync()
    assert outcome.error is not None
    assert (outcome.error.variant, outcome.error.server_code) == (Variant.UNKNOWN, "")
    assert text in outcome.error.detail


def test_it_fails_when_initialise_is_answered_with_an_error(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST initialise"] = [refuses("sync_is_running", 503)]
    outcome = site.sync()
    assert outcome.error is not None
    assert [(step.name, step.is_finished) for step in outcome.steps] == [
        (StepName.PREPARE_INITIAL, False)
    ]
    assert server.routes()[-1] == "POST initialise"


def test_it_gives_up_waiting_for_the_initialisation(server: StandIn, site: SimulatedSite) -> None:
    server.status = "started"
    server.faults["GET site_status"] = [says(BUSY)] * 100
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN
    assert "initialisation" in outcome.error.detail


def test_it_gives_up_waiting_for_the_integration(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["GET site_status"] = [says(BUSY)] * 100
    outcome = operational.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.INTEGRATION_TIMEOUT_REACHED
    assert server.routes()[-1] == "GET site_status"


def test_it_fails_when_the_integration_did_not_start(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["POST queued_records"] = [says({"integrationStarted": False})]
    outcome = operational.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN
    assert "integration not started" in outcome.error.detail


def test_it_does_not_look_at_the_flag_before_the_end_of_the_push(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("Location", location("l-1"))
    server.faults["POST queued_records"] = [says({"integrationStarted": False})]
    assert operational.sync().error is None


@pytest.mark.parametrize("url", ["nonsense", "", "//host", "http://"])
def test_it_has_no_central_server_at_a_url_that_is_none(
    server: StandIn, start_site: StartSite, url: str
) -> None:
    server.central_url = url
    outcome = start_site(has_v6=True).sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CENTRAL_V6_NOT_CONFIGURED
    assert server.routes() == ["GET site", "GET site", "POST initialise"]
    assert [step.name for step in outcome.steps] == [StepName.PREPARE_INITIAL]


@pytest.mark.parametrize("has_v6", [True, False])
def test_it_crashes_at_a_url_without_scheme(
    server: StandIn, start_site: StartSite, *, has_v6: bool
) -> None:
    server.central_url = "localhost:2055"
    outcome = start_site(has_v6=has_v6).sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CRASH


def test_it_only_remarks_upon_a_missing_central_server_when_v6_is_left_out(
    server: StandIn, site: SimulatedSite
) -> None:
    server.central_url = ""
    outcome = site.sync()
    assert outcome.error is None
    assert "CENTRAL_V6_NOT_CONFIGURED" in outcome.notes[0]


@pytest.mark.parametrize("url", ["", "portal", "portal:8000", "ftp://portal", "http://h:port"])
def test_it_takes_no_url_that_cannot_be_parsed(start_site: StartSite, url: str) -> None:
    outcome = start_site(url=url).sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.INVALID_URL
    assert outcome.attempt_count == 0


def test_it_keeps_the_error_in_its_log(
    server: StandIn, start_site: StartSite, tmp_path: Path
) -> None:
    path = tmp_path / "site.sqlite3"
    site = start_site(database=path)
    server.faults["GET queued_records"] = [refuses("site_has_no_store"), refuses("other")]
    site.sync()
    site.sync()
    site.sync()
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT finished_at IS NOT NULL, error_code, error_message IS NOT NULL FROM sync_log"
        ).fetchall()
    assert rows == [(0, "SITE_HAS_NO_STORE", 1), (0, None, 1), (1, None, 0)]


def test_it_fails_when_its_own_database_does(
    server: StandIn, start_site: StartSite, tmp_path: Path
) -> None:
    path = tmp_path / "site.sqlite3"
    site = start_site(database=path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
    publish_world(server)
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.INTEGRATION_ERROR
    assert "disk full" in outcome.error.detail
