"""Fixtures of the tests of jobs."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from syncjobs.following.room import ROOM
from tests.central_server import Behaviour, CentralServer

StartCentral = Callable[..., CentralServer]


@pytest.fixture
def start_central() -> Iterator[StartCentral]:
    """Starts a stand-in for the Open mSupply central server, which ends with the test."""
    with ExitStack() as stack:

        def start(legacy_url: str = "http://127.0.0.1:1", **rest: object) -> CentralServer:
            tls = rest.pop("tls", None)
            behaviour = Behaviour(legacy_url, **rest)  # type: ignore[arg-type]
            return stack.enter_context(CentralServer(behaviour, tls=tls))  # type: ignore[arg-type]

        yield start


@pytest.fixture(autouse=True)
def room_to_follow() -> None:
    """No test has fewer places for followed syncs because of those before it."""
    ROOM.refill()
