"""A stand-in for the server and sites that sync with it, without the waits of real ones."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from syncjobs.simulation import Pauses, SimulatedSite
from tests.syncjobs.simulation.stand_in import StandIn
from tests.syncjobs.simulation.world import publish_world

StartSite = Callable[..., SimulatedSite]

NAME = "District 12"
PASSWORD = "a-pass phrase of 5 words"
HURRIED = Pauses(
    integration_period_seconds=0.01,
    integration_limit_seconds=0.1,
    initialisation_period_seconds=0.01,
    initialisation_limit_seconds=0.1,
    connect_seconds=(0.5, 0.5, 0.5),
    silence_seconds=0.2,
)


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def start_site(server: StandIn) -> Iterator[StartSite]:
    """Makes sites that sync with the stand-in; they end with the test."""
    with ExitStack() as stack:

        def start(**choices: Any) -> SimulatedSite:
            values: dict[str, Any] = {
                "url": server.url,
                "name": NAME,
                "password": PASSWORD,
                "pauses": HURRIED,
            }
            return stack.enter_context(SimulatedSite(**(values | choices)))

        yield start


@pytest.fixture
def site(start_site: StartSite) -> SimulatedSite:
    """A site that never synced."""
    return start_site()


@pytest.fixture
def operational(server: StandIn, site: SimulatedSite) -> SimulatedSite:
    """A site that is initialised and hosts a store of the small world."""
    publish_world(server)
    outcome = site.sync()
    assert outcome.error is None
    assert not site.written_off()
    server.forget()
    return site
