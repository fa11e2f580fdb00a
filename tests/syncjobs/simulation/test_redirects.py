"""How a site follows redirects (protocol 1.1)."""

import pytest

from syncjobs.simulation import SimulatedSite
from tests.syncjobs.simulation.stand_in import StandIn, redirects, says

pytestmark = pytest.mark.any_database


def test_it_follows_a_get(server: StandIn, site: SimulatedSite) -> None:
    server.faults["GET site"] = [redirects("/sync/v5/site?again")]
    assert site.sync().error is None
    assert server.asked[1].path == "/sync/v5/site?again"
    assert server.asked[1].headers == server.asked[0].headers


@pytest.mark.parametrize("status", [301, 302, 303])
def test_it_turns_a_post_into_a_get(server: StandIn, site: SimulatedSite, status: int) -> None:
    server.faults["POST initialise"] = [redirects("/sync/v5/initialise/", status)]
    server.faults["GET initialise"] = [says({"error": "method not allowed"}, 405)]
    outcome = site.sync()
    assert outcome.error is not None
    assert server.routes()[-1] == "GET initialise"
    assert "content-length" not in server.asked[-1].headers


@pytest.mark.parametrize("status", [307, 308])
def test_it_posts_again_where_the_method_is_kept(
    server: StandIn, site: SimulatedSite, status: int
) -> None:
    server.faults["POST initialise"] = [redirects("/sync/v5/initialise", status)]
    assert site.sync().error is None
    assert server.bodies("POST initialise") == [{}, {}]


def test_it_tells_another_host_no_password(server: StandIn, site: SimulatedSite) -> None:
    with StandIn() as other:
        server.faults["GET site"] = [redirects(f"{other.url}/sync/v5/site")]
        site.sync()
        assert "authorization" not in other.asked[0].headers
        assert other.asked[0].headers["msupply-site-uuid"]


def test_it_gives_up_after_10_redirects(server: StandIn, site: SimulatedSite) -> None:
    server.faults["GET site"] = [redirects("/sync/v5/site")] * 20
    outcome = site.sync()
    assert outcome.error is not None
    assert "too many redirects" in outcome.error.detail
    assert len(server.asked) == 11


def test_it_follows_to_no_other_scheme(server: StandIn, site: SimulatedSite) -> None:
    server.faults["GET site"] = [redirects("ftp://example.org/site")]
    outcome = site.sync()
    assert outcome.error is not None
    assert "redirected to ftp://example.org/site" in outcome.error.detail
