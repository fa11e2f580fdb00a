"""Fixtures of the tests of syncs at sites that answer."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module

import pytest
from pytest_django.fixtures import Settings

from tests.remote_site import Behaviour, RemoteSite
from tests.support.servers import PortalServer

StartSite = Callable[..., RemoteSite]
Register = Callable[[RemoteSite], None]


@pytest.fixture
def register() -> Register:
    """Registers “District 12” with the server's URL, and tells the server of its store."""
    # Imported when Django is set up: pytest reads this file before.
    registers: Register = import_module("tests.syncjobs.jobs_sync.jobs").register_with
    return registers


@pytest.fixture
def start_site(
    portal_server: PortalServer, settings: Settings, register: Register
) -> Iterator[StartSite]:
    """Registers “District 12” and starts its server, which ends with the test."""
    settings.SYNC_LOOK_SECONDS = 0.01
    with ExitStack() as stack:

        def start(**rest: object) -> RemoteSite:
            tls = rest.pop("tls", None)
            members = {"portal_url": portal_server.url} | rest
            server = RemoteSite(Behaviour(**members), tls)  # type: ignore[arg-type]
            stack.enter_context(server)
            register(server)
            return server

        yield start
