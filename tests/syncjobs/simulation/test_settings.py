"""The sync settings of a site and its database (protocol 3.1)."""

import threading
from pathlib import Path

import pytest

from syncjobs.simulation import SimulatedSite, SyncOutcome
from syncjobs.simulation.errors import Variant
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import SITE_ID, StandIn, refuses, says
from tests.syncjobs.simulation.world import location, publish_world

pytestmark = pytest.mark.any_database


def test_it_asks_who_it_is_when_its_settings_are_entered(
    server: StandIn, site: SimulatedSite
) -> None:
    assert site.site_id == 0
    server.faults["GET site"] = [refuses("site_incorrect_password")]
    outcome = site.sync()
    assert (outcome.steps, outcome.attempt_count) == ((), 1)
    assert site.site_id == 0
    site.sync()
    assert site.site_id == SITE_ID
    assert server.routes().count("GET site") == 3
    site.sync()
    assert server.routes().count("GET site") == 4


def test_it_goes_on_with_its_database(
    server: StandIn, start_site: StartSite, tmp_path: Path
) -> None:
    path = tmp_path / "folder" / "site.sqlite3"
    publish_world(server)
    first = start_site(database=path)
    first.sync()
    first.save("Location", location("l-1"))
    first.close()
    server.forget()
    again = start_site(database=path)
    assert again.is_initialised
    assert again.sync().error is None
    assert server.routes()[:2] == ["GET site", "POST queued_records"]
    assert [written["recordId"] for written in server.pushed] == ["l-1"]


def test_it_asks_again_when_the_password_changes(
    server: StandIn, start_site: StartSite, tmp_path: Path
) -> None:
    path = tmp_path / "site.sqlite3"
    start_site(database=path).sync()
    server.forget()
    start_site(database=path, password="another pass phrase of 6 words").sync()
    assert server.routes()[:3] == ["GET site", "GET site", "POST queued_records"]


def test_it_refuses_to_become_another_site(
    server: StandIn, start_site: StartSite, tmp_path: Path
) -> None:
    path = tmp_path / "site.sqlite3"
    start_site(database=path).sync()
    server.faults["GET site"] = [says(server.site_info() | {"id": "another"})]
    outcome = start_site(database=path, name="District 13").sync()
    assert outcome.error is not None
    assert outcome.error.variant is Variant.SITE_UUID_IS_BEING_CHANGED
    assert outcome.attempt_count == 1


def test_it_does_not_look_at_its_uuid_in_ordinary_syncs(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["GET site"] = [says(server.site_info() | {"id": "another", "siteId": 99})]
    assert operational.sync().error is None
    assert operational.site_id == SITE_ID


def test_it_runs_beside_many_others(server: StandIn, start_site: StartSite) -> None:
    publish_world(server)
    outcomes = list[SyncOutcome]()
    sites = [start_site(name=f"Site {number}") for number in range(20)]
    threads = [
        threading.Thread(target=lambda site=site: outcomes.append(site.sync())) for site in sites
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [outcome.error for outcome in outcomes] == [None] * 20
    assert all(len(site.records("store")) == 2 for site in sites)


def test_it_shows_no_password() -> None:
    with SimulatedSite(url="http://h", name="n", password="secret") as site:
        shown = f"{vars(site)}"
    assert "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" not in shown
    assert "secret" not in shown
