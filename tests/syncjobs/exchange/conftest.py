"""Fixtures of the tests of the exchange."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.servers import PortalServer
from tests.syncjobs.exchange.at_once import Threads
from tests.syncjobs.exchange.live import LiveSite

StartSite = Callable[[str], LiveSite]


@pytest.fixture
def live_site(portal_server: PortalServer) -> Iterator[StartSite]:
    """Makes sites that call the running web server."""
    sites: list[LiveSite] = []

    def start(name: str) -> LiveSite:
        sites.append(LiveSite(portal_server, name))
        return sites[-1]

    yield start
    for site in sites:
        site.close()


@pytest.fixture
def threads() -> Iterator[Threads]:
    """Threads with connections of their own."""
    threads = Threads()
    yield threads
    threads.close()


@pytest.fixture
def no_bells(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no worker, and no broker to be looked for."""
    monkeypatch.setattr("syncjobs.doorbell._send", lambda *_: True)
