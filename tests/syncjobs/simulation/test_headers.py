"""What a site sends with every request (protocol 1.1 to 1.3)."""

import base64
import hashlib

import pytest

from syncjobs.simulation import SimulatedSite
from tests.syncjobs.simulation.conftest import PASSWORD, StartSite
from tests.syncjobs.simulation.stand_in import StandIn, says_gzipped
from tests.syncjobs.simulation.world import location

pytestmark = pytest.mark.any_database


def test_it_sends_the_headers_of_a_site_and_no_others(
    server: StandIn, start_site: StartSite
) -> None:
    start_site(hardware_id="machine-77", app_version="2.19.1").sync()
    secret = hashlib.sha256(PASSWORD.encode()).hexdigest()
    credentials = base64.b64encode(f"District 12:{secret}".encode()).decode()
    headers = server.asked[0].headers
    assert headers.pop("host")
    assert headers == {
        "authorization": f"Basic {credentials}",
        "msupply-site-uuid": "machine-77",
        "app-version": "2.19.1",
        "app-name": "Open mSupply Desktop",
        "version": "14",
        "accept": "*/*",
        "accept-encoding": "gzip",
    }


def test_it_sends_no_content_type_with_a_post(server: StandIn, site: SimulatedSite) -> None:
    site.sync()
    [post] = [asked for asked in server.asked if asked.route == "POST initialise"]
    assert "content-type" not in post.headers
    assert post.headers["content-length"] == "2"
    assert post.body == {}


def test_it_sends_utf_8(server: StandIn, start_site: StartSite) -> None:
    start_site(name="Clínica: Ñandú").sync()
    encoded = server.asked[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(encoded).decode().startswith("Clínica: Ñandú:")


def test_it_drops_the_path_of_the_url(server: StandIn, start_site: StartSite) -> None:
    assert start_site(url=f"{server.url}/msupply/?a=b#c").sync().error is None
    assert server.asked[0].path == "/sync/v5/site"


def test_it_asks_for_the_sizes_of_a_real_site(server: StandIn, site: SimulatedSite) -> None:
    site.sync()
    assert [asked.path for asked in server.asked[-2:]] == [
        "/sync/v5/central_records?cursor=0&limit=500",
        "/sync/v5/queued_records?limit=500",
    ]


def test_it_reads_compressed_answers(server: StandIn, site: SimulatedSite) -> None:
    server.faults["GET site"] = [says_gzipped(server.site_info())]
    assert site.sync().error is None


def test_it_pushes_characters_as_they_are(server: StandIn, operational: SimulatedSite) -> None:
    operational.save("Location", location("l-1", code="Étagère 1"))
    operational.sync()
    assert server.pushed[0]["recordData"]["code"] == "Étagère 1"
