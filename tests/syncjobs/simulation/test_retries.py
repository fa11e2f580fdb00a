"""When a site asks again by itself, and when not (protocol 1.5)."""

import pytest

from syncjobs.simulation import Pauses, SimulatedSite
from syncjobs.simulation.calls.transport import Attempt
from syncjobs.simulation.errors import Variant
from tests.support.ports import free_port
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import (
    Answer,
    StandIn,
    drips,
    drops,
    says,
    says_text,
    stays_silent,
    truncates,
)

pytestmark = pytest.mark.any_database
TOO_SLOW = says_text("", 408)


def test_it_tries_to_connect_3_times(start_site: StartSite) -> None:
    attempts = list[Attempt]()
    site = start_site(url=f"http://127.0.0.1:{free_port()}", observe=attempts.append)
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CONNECTION_ERROR
    assert [(attempt.status, attempt.received_bytes) for attempt in attempts] == [(0, 0)] * 3


@pytest.mark.parametrize("fault", [stays_silent, TOO_SLOW])
def test_it_asks_3_times(server: StandIn, site: SimulatedSite, fault: Answer) -> None:
    server.faults["GET site"] = [fault, fault]
    assert site.sync().error is None
    assert server.routes()[:4] == ["GET site"] * 4


@pytest.mark.parametrize("fault", [stays_silent, TOO_SLOW])
def test_it_does_not_ask_a_4th_time(server: StandIn, site: SimulatedSite, fault: Answer) -> None:
    server.faults["GET site"] = [fault] * 3
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN
    assert server.routes() == ["GET site"] * 3


@pytest.mark.parametrize("status", [400, 429, 500, 502, 503, 504])
def test_it_does_not_ask_again_after_another_status(
    server: StandIn, site: SimulatedSite, status: int
) -> None:
    server.faults["GET site"] = [says_text("busy", status)]
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN
    assert f"status: {status}, text: 'busy'" in outcome.error.detail
    assert server.routes() == ["GET site"]


@pytest.mark.parametrize("fault", [drops, truncates])
def test_it_does_not_ask_again_when_the_connection_is_dropped(
    server: StandIn, site: SimulatedSite, fault: Answer
) -> None:
    server.faults["GET site"] = [fault]
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.UNKNOWN
    assert server.routes() == ["GET site"]


def test_it_waits_as_long_as_bytes_come(server: StandIn, site: SimulatedSite) -> None:
    server.faults["POST initialise"] = [drips({"queueLength": 0}, 6, 0.1)]
    outcome = site.sync()
    assert outcome.error is None
    assert outcome.seconds > 0.5
    assert "GET site_status" not in server.routes()


def test_it_repeats_the_same_body(server: StandIn, operational: SimulatedSite) -> None:
    server.faults["POST queued_records"] = [TOO_SLOW, TOO_SLOW]
    assert operational.sync().error is None
    assert server.bodies("POST queued_records") == [{"queueLength": 0, "data": []}] * 3


def test_it_fails_when_the_answer_to_initialise_is_cut_off(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST initialise"] = [truncates]
    assert site.sync().error is not None
    assert "GET site_status" not in server.routes()


def test_it_waits_for_the_queue_when_initialise_is_never_answered(
    server: StandIn, site: SimulatedSite
) -> None:
    server.faults["POST initialise"] = [stays_silent] * 3
    busy = {"code": "initialisation_in_progress", "message": "wait"}
    server.faults["GET site_status"] = [says(busy)]
    assert site.sync().error is None
    assert server.routes()[2:7] == ["POST initialise"] * 3 + ["GET site_status"] * 2


def test_it_has_the_patience_of_a_real_site() -> None:
    pauses = Pauses()
    assert list(pauses.connect_seconds) == [2, 5, 10]
    assert pauses.silence_seconds == 300
    assert (pauses.integration_period_seconds, pauses.integration_limit_seconds) == (1, 30)
    assert (pauses.initialisation_period_seconds, pauses.initialisation_limit_seconds) == (15, 1800)
