"""Pushing the site's own changes (protocol 3.7)."""

import pytest

from syncjobs.simulation import BatchSizes, SimulatedSite
from tests.syncjobs.simulation.conftest import StartSite
from tests.syncjobs.simulation.stand_in import SITE_ID, StandIn, drops, refuses
from tests.syncjobs.simulation.world import (
    PARTNER_SITE_ID,
    PARTNER_STORE,
    location,
    name,
    publish_world,
    requisition,
    requisition_line,
    store,
)

pytestmark = pytest.mark.any_database


def pushed_ids(server: StandIn) -> list[str]:
    return [written["recordId"] for written in server.pushed]


def test_it_pushes_upserts_and_deletes(server: StandIn, operational: SimulatedSite) -> None:
    operational.save("Location", location("l-0"))
    operational.save("Location", location("l-1"))
    operational.delete("Location", "l-0")
    outcome = operational.sync()
    assert outcome.counts.pushed.total() == 2
    [first, last] = server.bodies("POST queued_records")
    assert last == {"queueLength": 0, "data": []}
    assert first["queueLength"] == 2
    assert [set(written) for written in first["data"]] == [
        {"syncOutId", "tableName", "recordId", "action", "recordData"}
    ] * 2
    [update, delete] = first["data"]
    assert (update["action"], update["recordData"]) == ("Update", location("l-1"))
    assert (delete["action"], delete["recordData"]) == ("Delete", None)
    assert delete["tableName"] == "Location"
    assert all(isinstance(written["syncOutId"], str) for written in first["data"])


def test_it_pushes_a_record_once_at_its_latest_place(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("Location", location("l-1", code="A"))
    operational.save("Location", location("l-2"))
    operational.save("Location", location("l-1", code="B"))
    operational.sync()
    assert pushed_ids(server) == ["l-2", "l-1"]
    assert server.pushed[1]["recordData"]["code"] == "B"


def test_it_counts_down_over_batches(server: StandIn, start_site: StartSite) -> None:
    publish_world(server)
    site = start_site(sizes=BatchSizes(push=2))
    site.sync()
    for number in range(5):
        site.save("Location", location(f"l-{number}"))
    outcome = site.sync()
    bodies = server.bodies("POST queued_records")
    assert [(body["queueLength"], len(body["data"])) for body in bodies] == [
        (5, 2),
        (3, 2),
        (1, 1),
        (0, 0),
    ]
    assert outcome.counts.pushed.total() == 5


def test_it_never_pushes_again_what_was_accepted(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("Location", location("l-1"))
    server.faults["GET site_status"] = [drops]
    assert operational.sync().error is not None
    assert operational.sync().error is None
    assert pushed_ids(server) == ["l-1"]


def test_it_pushes_the_same_again_when_it_was_refused(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("Location", location("l-1"))
    server.faults["POST queued_records"] = [refuses("internal_error", 500)]
    assert operational.sync().error is not None
    assert operational.sync().error is None
    [refused, accepted, _] = server.bodies("POST queued_records")
    assert refused == accepted


def test_it_counts_changes_that_travel_over_v6_only(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.save("asset", {"id": "a-1", "storeId": "store-own"})
    operational.sync()
    assert server.bodies("POST queued_records") == [
        {"queueLength": 1, "data": []},
        {"queueLength": 0, "data": []},
    ]


def test_it_does_not_push_what_it_received(server: StandIn, operational: SimulatedSite) -> None:
    server.enqueue("requisition", requisition("r-1", status="sg", om_status="DRAFT"))
    operational.sync()
    operational.sync()
    assert server.pushed == []


def test_it_pushes_nothing_from_before_its_initialisation(
    server: StandIn, site: SimulatedSite
) -> None:
    publish_world(server)
    server.enqueue("Location", location("l-1"))
    site.sync()
    site.sync()
    assert server.pushed == []


def test_it_pushes_a_received_record_once_it_was_changed_here(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.enqueue("Location", location("l-1"))
    operational.sync()
    operational.save("Location", location("l-1", code="C"))
    operational.sync()
    assert pushed_ids(server) == ["l-1"]


def test_it_keeps_back_the_changes_of_a_store_that_has_left(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.publish("store", store("store-own", "name-own", PARTNER_SITE_ID))
    operational.sync()
    operational.save("Location", location("l-1"))
    operational.save("requisition", requisition("r-1", store_ID="store-own"))
    operational.save("requisition_line", requisition_line("rl-1", "r-1"))
    operational.save("name", name("p-1", type="patient"))
    operational.sync()
    assert pushed_ids(server) == ["p-1"]


def test_it_pushes_as_the_central_server_what_came_from_elsewhere(
    server: StandIn, start_site: StartSite
) -> None:
    server.is_central = True
    publish_world(server)
    site = start_site()
    site.sync()
    server.enqueue("Location", location("l-1"))
    site.sync()
    site.save("Location", location("l-2", store_ID=PARTNER_STORE))
    site.save("item", {"ID": "item-1", "item_name": "Amoxicillin"})
    site.sync()
    assert pushed_ids(server) == ["l-2", "item-1"]


def test_it_pushes_everything_back_when_the_number_of_the_server_changes(
    server: StandIn, start_site: StartSite
) -> None:
    server.is_central = True
    publish_world(server)
    site = start_site()
    site.sync()
    server.enqueue("Location", location("l-1"))
    site.sync()
    server.central_site_id = 99
    site.sync()
    assert pushed_ids(server) == ["l-1"]


@pytest.mark.parametrize("table_name", ["unit", "store", "item", "om_vaccination"])
def test_it_writes_no_records_that_sites_never_push(
    operational: SimulatedSite, table_name: str
) -> None:
    with pytest.raises(ValueError, match=f"never pushes records of {table_name}"):
        operational.save(table_name, {"ID": "x"})


def test_it_pushes_tables_that_nobody_knows(server: StandIn, operational: SimulatedSite) -> None:
    operational.save("brand_new", {"ID": "x", "store_ID": "store-own"})
    operational.sync()
    assert pushed_ids(server) == ["x"]


def test_it_pushes_no_deletes_where_sites_have_none(operational: SimulatedSite) -> None:
    with pytest.raises(ValueError, match="no deletes of om_document"):
        operational.delete("om_document", "d-1")


def test_it_says_nothing_of_deleting_what_is_not_there(
    server: StandIn, operational: SimulatedSite
) -> None:
    operational.delete("Location", "nowhere")
    operational.sync()
    assert server.pushed == []
    assert operational.site_id == SITE_ID
