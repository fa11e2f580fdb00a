"""A store moves from one site to another, with everything that it has (protocol 10.3 rule 10)."""

import pytest
from celery import current_app

from sites.models import Site
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.exchange.moving import begin_ready_moves, force_move, obstacle, request_move
from syncjobs.models import SetAsideRecord, StoreMove
from syncjobs.simulation import SimulatedSite
from tests.support.servers import CeleryWorker
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.full_records import (
    enter_everything,
    exact,
    publish_central_records,
)
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    IMPATIENT,
    LINES,
    OF_SOMEBODY,
    Replica,
    Sites,
    as_read_by,
    join_all,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

SECONDS = 60.0
Trio = list[SimulatedSite]


@pytest.fixture
def trio(sites: Sites) -> Trio:
    """One, Two and Three; One has a patient, documents, and a second store that stays."""
    trio = [sites.register("One", "Annex"), sites.register("Two"), sites.register("Three")]
    join_all(["One", "Two", "Three"])
    sync_until_quiet(*trio)
    one, _, three = trio
    one.authoring("One").patient("Ada", "King")
    one.authoring("One").requisition("Three", LINES)
    three.authoring().shipment("One", LINES)
    sync_until_quiet(*trio)
    return trio


def move_to(name: str) -> StoreMove:
    """Asks for the store One to work on this site."""
    return request_move(store_of("One"), Site.objects.get(name=name))


def wait_until_moved(move: StoreMove) -> None:
    done = StoreMove.objects.filter(pk=move.pk, finished_at__isnull=False)
    wait_for(done.exists, SECONDS, "The move")


def sweep() -> None:
    """Sends what the scheduler sends at every tick."""
    current_app.send_task(SWEEP_TASK)


def of_store(site: SimulatedSite) -> Replica:
    """All that the site has of the store One and of the people that it sees."""
    names = {join["name_ID"] for join in site.records("name_store_join")}
    patients = {
        ("name", each["ID"]): each for each in site.records("name") if each["type"] == "patient"
    }
    assert {record_id for _, record_id in patients} <= names
    return replica(site) | patients


def test_the_new_site_has_everything_of_the_store_and_works_on(sites: Sites, trio: Trio) -> None:
    one, two, three = trio
    publish_central_records()
    sync_until_quiet(*trio)
    enter_everything(one, "One", "Three")
    sync_until_quiet(*trio)
    before, own_before = of_store(one), replica(two)
    move = move_to("Two")
    wait_until_moved(move)
    sync_until_quiet(one, two, three)
    assert exact(of_store(two)) == exact(before | own_before)
    # The old site keeps its copy and does nothing with it.
    assert exact(of_store(one)) == exact(before)
    assert [store["code"] for store in one.stores()] == ["Annex"]
    assert {store["code"] for store in two.stores()} == {"One", "Two"}

    authoring = two.authoring("One")
    authoring.location("new shelf")
    two.save("item_line", (two.record("item_line", "item_line-One") or {}) | {"note": "counted"})
    authoring.requisition("Three", LINES)
    three.authoring().shipment("One", LINES)
    sync_until_quiet(one, two, three)
    assert exact(of_store(one)) == exact(before)
    of_two, of_three = replica(two, DOCUMENTS), replica(three, DOCUMENTS)
    new = {key for key in of_three if key not in before}
    assert len([key for key in new if key[0] in {"requisition", "transact"}]) == 4
    assert {key: of_two[key] for key in new} == {key: of_three[key] for key in new}
    assert not SetAsideRecord.objects.exists()

    again = sites.start("Two", "second device")
    synced(again)
    assert exact(of_store(again)) == exact(of_store(two))


def test_it_waits_until_the_old_site_has_pulled_everything(trio: Trio) -> None:
    one, two, three = trio
    request = three.authoring().requisition("One", LINES)
    synced(three)
    move = move_to("Two")
    assert obstacle(move).startswith("One still has 4 records")
    assert begin_ready_moves() == 0
    assert store_of("One").site == Site.objects.get(name="One")
    # What the site does until then counts: here it answers the requisition.
    synced(one)
    synced(one)
    assert obstacle(move) == ""
    sweep()
    wait_until_moved(move)
    sync_until_quiet(two, three, one)
    linked = two.record("requisition", request["ID"])
    assert linked is not None
    assert linked["linked_requisition_id"]
    seen = as_read_by(three, replica(two, DOCUMENTS))
    assert exact(seen) == exact(replica(three, DOCUMENTS))


def test_it_waits_until_the_push_of_the_old_site_is_integrated(
    sites: Sites, trio: Trio, celery_worker_process: CeleryWorker
) -> None:
    one, two, _ = trio
    celery_worker_process.stop()
    one.authoring("One").location("last shelf")
    one.close()
    impatient = sites.start("One", pauses=IMPATIENT)
    assert impatient.sync().error is not None
    move = move_to("Two")
    assert "1 pushed batch" in obstacle(move)
    assert begin_ready_moves() == 0
    celery_worker_process.start()
    wait_for(lambda: not obstacle(move), SECONDS, "The integration")
    sweep()
    wait_until_moved(move)
    synced(two)
    assert [each["code"] for each in two.records("Location")] == ["last shelf"]
    assert exact(replica(two, ["Location"])) == exact(replica(impatient, ["Location"]))


def test_a_forced_move_sets_aside_what_the_old_site_pushes_afterwards(
    sites: Sites, trio: Trio
) -> None:
    one, two, three = trio
    stock = one.authoring("One").stock_line("item-1", 3.0, "B-1")
    synced(one)
    request = three.authoring().requisition("One", LINES)
    synced(three)
    late = [
        one.authoring("One").location("too late"),
        one.authoring("One").requisition("Three", LINES),
    ]
    changed = stock | {"note": "too late"}
    one.save("item_line", changed)
    move = move_to("Two")
    assert obstacle(move)
    force_move(move.pk, "The device is broken.")
    wait_until_moved(move)
    synced(one)
    refused = SetAsideRecord.objects.filter(site__name="One")
    reasons = dict(refused.values_list("record_id", "reason_code"))
    # The lines wait for their header.
    lines = {each["ID"] for each in one.records("requisition_line")} & set(reasons)
    assert len(lines) == 3
    assert {reasons[record_id] for record_id in lines} == {"parent_unknown"}
    assert {record_id for record_id, code in reasons.items() if code == "not_yours"} == {
        *(record["ID"] for record in late),
        changed["ID"],
    }
    sync_until_quiet(two, three, one)
    for record in late:
        assert "too late" not in str(replica(two))
        assert record["ID"] not in {record_id for _, record_id in replica(three)}
    # The requisition that the old site never pulled is answered at the new one.
    linked = two.record("requisition", request["ID"]) or {}
    assert two.record("requisition", linked["linked_requisition_id"]) is not None
    assert not synced(one).counts.pushed
    assert SetAsideRecord.objects.count() == len(reasons)
    again = sites.start("Two", "second device")
    synced(again)
    assert exact(replica(again, OF_SOMEBODY)) == exact(replica(two, OF_SOMEBODY))


def test_a_store_that_moves_there_and_back_is_whole(trio: Trio) -> None:
    one, two, three = trio
    wait_until_moved(move_to("Two"))
    sync_until_quiet(two, three, one)
    two.authoring("One").location("made at Two")
    request = three.authoring().requisition("One", LINES)
    sync_until_quiet(two, three, one)
    wait_until_moved(move_to("One"))
    sync_until_quiet(one, two, three)
    assert {store["code"] for store in one.stores()} == {"One", "Annex"}
    assert [each["code"] for each in one.records("Location")] == ["made at Two"]
    assert one.record("requisition", request["ID"]) is not None
    one.authoring("One").location("made at One")
    sync_until_quiet(one, two, three)
    assert "made at One" not in {each["code"] for each in two.records("Location")}
    assert not SetAsideRecord.objects.exists()
