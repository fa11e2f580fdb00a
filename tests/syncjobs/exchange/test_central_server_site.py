"""The Open mSupply central server as a site of the portal (protocol 5.4, 10.3 rule 12)."""

import pytest
from celery import current_app

from sites.central_server import move_central_server
from sites.models import Site
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.models import QueuedRecord, SetAsideRecord, SiteQueue
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.calls.transport import Attempt
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.full_records import exact, full_record
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    LINES,
    Sites,
    join,
    join_all,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites
from tests.syncjobs.exchange.wire import stored

URL = "http://127.0.0.1:9"
SECONDS = 60.0
# What only the Open mSupply central server pushes, beside items.
KEPT = (
    "om_encounter",
    "om_vaccination",
    "om_vaccine_course",
    "om_vaccine_course_dose",
    "om_vaccine_course_item",
)
QUIET_CYCLE = [
    "GET site",
    "POST queued_records",
    "GET site_status",
    "GET central_records",
    "GET queued_records",
]


class Asked(list[str]):
    """The requests of a site, in order."""

    def __call__(self, attempt: Attempt) -> None:
        path = attempt.url.partition("?")[0]
        self.append(f"{attempt.method} {path.rpartition('/')[2]}")


@pytest.fixture
def pair(sites: Sites) -> list[SimulatedSite]:
    """The central server, and a remote site; both have all of their data."""
    central = sites.register("Centre", url=URL, is_open_msupply_central=True)
    pair = [central, sites.register("One")]
    join_all(["Centre", "One"])
    sync_until_quiet(*pair)
    return pair


def patients(site: SimulatedSite) -> set[str]:
    return {each["ID"] for each in site.records("name") if each["type"] == "patient"}


def test_it_asks_5_times_in_a_quiet_cycle(sites: Sites, pair: list[SimulatedSite]) -> None:
    asked = Asked()
    central = sites.start("Centre", has_v6=True, observe=asked)
    assert synced(central).notes == ()
    assert asked == QUIET_CYCLE


def test_it_pushes_items_and_joins_of_any_store(pair: list[SimulatedSite]) -> None:
    central, one = pair
    author_changes(
        [Change("item", "item-1", {**full_record("item", "item-1"), "category_ID": "level-3"})]
    )
    sync_until_quiet(*pair)
    before = stored("item", "item-1") or {}
    # It knows neither every member, nor what it writes a constant for.
    pushed = {"ID": "item-1", "item_name": "ໃໝ່", "volume_per_pack": 0.1, "category_ID": None}
    central.save("item", pushed)
    central.save("item", new_item := full_record("item", "item-new") | {"category_ID": None})
    made = join(store_of("One"), store_of("Centre").name_id, "join-pushed-for-one")
    central.save("name_store_join", made.data or {})
    for table_name in KEPT:
        central.save(table_name, full_record(table_name, f"{table_name}-1"))
    counts = synced(central).counts
    assert counts.pushed == {"item": 2, "name_store_join": 1, **dict.fromkeys(KEPT, 1)}
    assert not SetAsideRecord.objects.exists()

    counts = synced(one).counts
    assert counts.pulled_central == {"item": 2}
    assert counts.pulled_queue == {"name_store_join": 1}
    merged = before | pushed | {"category_ID": "level-3"}
    assert exact({("", ""): stored("item", "item-1") or {}}) == exact({("", ""): merged})
    assert (one.record("item", "item-new") or {})["item_name"] == new_item["item_name"]
    for table_name in KEPT:
        key = (table_name, f"{table_name}-1")
        assert exact({key: stored(*key) or {}}) == exact({key: full_record(*key)})
    # Its own come back only when it begins anew.
    assert synced(central).counts.pulled_central == {}


def test_it_knows_all_patients_but_not_what_stores_have(
    sites: Sites, pair: list[SimulatedSite]
) -> None:
    central, one = pair
    two = sites.register("Two")
    join_all(["One", "Two"])
    sync_until_quiet(one, two)
    one.authoring().patient("Ada", "King")
    one.authoring().location("A")
    one.authoring().requisition("Two", LINES)
    sync_until_quiet(central, one, two)
    author_changes([join(store_of("Two"), next(iter(patients(one))), "join-of-two")])
    sync_until_quiet(central, one, two)
    assert patients(central) == patients(one) == patients(two)
    of_patients = [
        each for each in central.records("name_store_join") if each["name_ID"] in patients(central)
    ]
    assert {each["store_ID"] for each in of_patients} == {store_of("One").pk, store_of("Two").pk}
    assert replica(central, [*DOCUMENTS, "Location", "om_document"]) == {}
    one.save("name", (one.record("name", next(iter(patients(one)))) or {}) | {"phone": "7"})
    sync_until_quiet(one, central)
    assert replica(central, ["name"]) == replica(one, ["name"])
    again = sites.start("Centre", "second device")
    synced(again)
    assert exact(replica(again)) == exact(replica(central))
    assert replica(again, ["name"]) == replica(central, ["name"])


def test_a_site_that_becomes_it_gets_the_patients_of_all(
    sites: Sites, pair: list[SimulatedSite]
) -> None:
    central, one = pair
    two = sites.register("Two")
    sync_until_quiet(two)
    one.authoring().patient("Ada", "King")
    sync_until_quiet(*pair, two)
    assert patients(two) == set()
    present, coming = Site.objects.get(name="Centre"), Site.objects.get(name="Two")
    move_central_server(coming.pk, URL, from_site_id=present.pk, reason="Agreed")
    current_app.send_task(SWEEP_TASK)
    queue = SiteQueue.objects.filter(site=coming, has_all_patients=True)
    wait_for(queue.exists, SECONDS, "The patients for the new central server")
    assert QueuedRecord.objects.filter(site=coming).count() == 2
    synced(two)
    assert patients(two) == patients(one)
    two.save("item", full_record("item", "item-new") | {"category_ID": None})
    assert synced(two).counts.pushed == {"item": 1}
    # The one before keeps what it has, may push no items any more and hears of no new patients.
    one.authoring().patient("Grace", "Hopper")
    central.save("item", full_record("item", "item-late") | {"category_ID": None})
    assert synced(central).counts.pushed == {"item": 1}
    assert SetAsideRecord.objects.get().record_id == "item-late"
    sync_until_quiet(one, two, central)
    assert patients(two) == patients(one) > patients(central)
