"""Remote sites that also sync with the Open mSupply central server (protocol 5.1 to 5.3)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction

from sites.central_server import untick_central_server
from sites.errors import CentralUrlError
from sites.models import Site
from sites.registration import SiteDetails, change_site
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.calls.transport import Attempt
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.storage.sync_log import StepName
from tests.central_server.behaviour import CalledBack
from tests.support.servers import PortalServer
from tests.syncjobs.exchange.two_sites import LINES, Sites, join_all, sync_until_quiet, synced
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.exchange.v6_server import V6Server

# A call of the Open mSupply central server, made while it answers the site.
VALIDATION = "validation"
END_OF_PULL = ["GET central_records", "GET queued_records", VALIDATION, "POST pull"]


class Seen(list[str]):
    """What the portal and the central server were asked, in order."""

    def by_site(self, attempt: Attempt) -> None:
        """A request of the site that was answered."""
        self.append(f"{attempt.method} {urlsplit(attempt.url).path.rpartition('/')[2]}")

    def by_central_server(self, called_back: CalledBack) -> None:
        """A question of the central server about the site."""
        assert called_back.status == 200, called_back
        self.append(VALIDATION)

    def forget(self) -> list[str]:
        """All that was seen until now."""
        seen = list(self)
        self.clear()
        return seen


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def v6_server(portal_server: PortalServer, seen: Seen) -> Iterator[V6Server]:
    with V6Server(portal_server.url, seen.by_central_server) as server:
        yield server


@pytest.fixture
def remote(sites: Sites, v6_server: V6Server, seen: Seen) -> SimulatedSite:
    """A remote site that has not synced yet."""
    sites.register("Centre", url=v6_server.url, is_open_msupply_central=True)
    sites.register("One")
    sites.register("Two")
    join_all(["One", "Two"])
    return sites.start("One", has_v6=True, observe=seen.by_site)


def blocked(site: SimulatedSite) -> None:
    """A sync that ends before anything is pushed or pulled."""
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.CENTRAL_V6_NOT_CONFIGURED, outcome.error
    assert [step.name for step in outcome.steps] == [StepName.PREPARE_INITIAL]


def test_the_requests_of_every_kind_of_sync(
    sites: Sites, remote: SimulatedSite, seen: Seen
) -> None:
    synced(remote)
    assert seen.forget() == [
        "GET site",
        "GET site",
        "POST initialise",
        # 17 central records, three at a time, and one join.
        *["GET central_records"] * 6,
        "GET central_records",
        "GET queued_records",
        "POST acknowledged_records",
        "GET queued_records",
        VALIDATION,
        "POST pull",
    ]
    synced(remote)
    assert seen.forget() == [
        "GET site",
        VALIDATION,
        "POST site_status",
        "POST queued_records",
        "GET site_status",
        *END_OF_PULL,
    ]
    two = sites.start("Two")
    synced(two)
    two.authoring().requisition("One", LINES[:1])
    synced(two)
    remote.authoring().patient("Ada", "King")
    remote.authoring().location("A")
    synced(remote)
    cycle = [each for each in seen.forget() if each != "GET site_status"]
    assert cycle == [
        "GET site",
        *[VALIDATION, "POST push"] * 2,
        VALIDATION,
        "POST site_status",
        *["POST queued_records"] * 3,
        "GET central_records",
        "GET queued_records",
        "POST acknowledged_records",
        *END_OF_PULL[1:],
    ]


def test_patients_travel_over_both_servers(
    sites: Sites, remote: SimulatedSite, v6_server: V6Server
) -> None:
    central = sites.start("Centre", has_v6=True)
    sync_until_quiet(remote, central)
    patient = remote.authoring().patient("Ada", "King")
    synced(remote)
    assert [record["tableName"] for _, record in v6_server.log] == ["name", "name_store_join"]
    assert {site_id for site_id, _ in v6_server.log} == {Site.objects.get(name="One").pk}
    sync_until_quiet(remote, central)
    assert central.record("name", patient["ID"]) == remote.record("name", patient["ID"])


def test_a_wrong_central_url_blocks_the_sync_and_the_portal_refuses_it(
    sites: Sites, remote: SimulatedSite, seen: Seen, v6_server: V6Server
) -> None:
    central = Site.objects.get(name="Centre")
    for url in ("http://", "localhost:2055", "central.example.org"):
        with pytest.raises(CentralUrlError):
            change_site(central.pk, SiteDetails("Centre", "", url, is_open_msupply_central=True))
    # A site would stop working at this one, so not even a slip in the code can store it.
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.filter(pk=central.pk).update(url="localhost:2055")

    Site.objects.filter(pk=central.pk).update(url="http://")
    blocked(remote)
    assert seen.forget() == ["GET site", "GET site", "POST initialise"]
    untick_central_server(central, "Wrong")
    blocked(remote)
    assert seen.forget() == ["GET site"]

    details = SiteDetails("Centre", "", v6_server.url, is_open_msupply_central=True)
    change_site(central.pk, details, "Put right")
    assert synced(remote).counts.pulled_central["item"] == 4
    assert "POST initialise" not in seen
