"""Something changes at the wrong moment: nothing is missed, overwritten or waited for in vain."""

import pytest
from django.db import connection  # noqa: F401 - read by the mark
from django.db.models import F
from django.test import Client

from sites.choices import InitialisationStatus
from sites.hardware import reset_hardware_id
from sites.models import Site, Store
from sites.registration import SiteDetails
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_set_aside
from syncjobs.exchange.moving import cancel_move, make_store_active, request_move
from syncjobs.exchange.pulling import central_page
from syncjobs.jobs import runner
from syncjobs.jobs.job_run import StepOutcome
from syncjobs.models import QueuedRecord, Record, SetAsideRecord, SiteQueue, SyncJob
from syncjobs.records.authoring import author_changes
from syncjobs.records.central_edits import Edit, edit_centrally
from syncjobs.records.change import Change
from syncjobs.register import register_site, save_store
from tests.sites.calls import PASSWORD
from tests.syncjobs.admin.test_telling_of_stores import change_site
from tests.syncjobs.exchange.at_once import SECONDS, Threads, held_open, interrupted, met, settled
from tests.syncjobs.exchange.hostile import requisition
from tests.syncjobs.exchange.quick_remotes import new as new
from tests.syncjobs.exchange.quick_remotes import one as one
from tests.syncjobs.exchange.quick_remotes import two as two
from tests.syncjobs.exchange.strict_json import read_strictly
from tests.syncjobs.exchange.test_versions_of_a_record import location
from tests.syncjobs.exchange.wire import Remote, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_bells")]

needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway"
)
Status = InitialisationStatus


def test_a_machine_that_is_replaced_while_its_data_is_prepared(one: Remote, new: Remote) -> None:
    one.push(requisition(one, new, "req-1"))

    def replace() -> None:
        reset_hardware_id(new.site.pk)
        one.push(requisition(one, new, "req-2"))
        assert request_initialisation(new.site.pk) == job_id

    job_id = request_initialisation(new.site.pk)
    with interrupted("(site_id, record_id, action)", replace):
        runner.run_job(job_id)
    runner.run_job(job_id)
    assert Site.objects.get(pk=new.site.pk).initialisation_status == Status.COMPLETED
    queued = QueuedRecord.objects.filter(site=new.site)
    assert SiteQueue.objects.get(site=new.site).length == queued.count() == 2
    assert {entry["recordId"] for entry in new.pull()} == {"req-1", "req-2"}


def test_a_run_that_was_given_up_between_two_parts_of_the_queue(
    one: Remote, new: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = StepOutcome.report

    def report_and_lose(step: StepOutcome, done: int, total: int | None = None) -> None:
        report(step, done, total)
        if done == 1:
            SyncJob.objects.update(attempt=F("attempt") + 1)

    monkeypatch.setattr("syncjobs.records.filling.CHUNK", 1)
    monkeypatch.setattr(StepOutcome, "report", report_and_lose)
    one.push(requisition(one, new, "req-1"), requisition(one, new, "req-2"))
    runner.run_job(request_initialisation(new.site.pk))
    assert SiteQueue.objects.get(site=new.site).length == 1


def test_a_move_that_is_cancelled_when_it_is_about_to_begin(one: Remote, two: Remote) -> None:
    move = request_move(one.store, two.site)
    cancel_move(move.pk)
    assert not make_store_active(move)
    assert Store.objects.get(pk=one.store.pk).site == one.site


def test_a_newer_version_that_comes_while_one_set_aside_is_tried_again(one: Remote) -> None:
    one.push(location(one, store_ID="late"))
    seen = list(SetAsideRecord.objects.all())
    Store.objects.create(pk="late", code="LATE", name="Late", site=one.site)
    one.push(location(one, code="new"))
    assert integrate_set_aside(seen) == 0
    assert stored("Location", "loc-1") == location(one, code="new")["recordData"]


def test_central_data_that_ceases_to_be_such_while_it_is_pulled() -> None:
    author_changes([Change("name", "n-1", {"ID": "n-1", "type": "facility"})])
    cursor = Record.objects.get(record_id="n-1").central_cursor or 0

    def make_patient() -> None:
        author_changes([Change("name", "n-1", {"ID": "n-1", "type": "patient"})])

    with interrupted("ORDER BY central_cursor LIMIT", make_patient):
        page = read_strictly(central_page(10**6, cursor - 1, 500).body)
    assert (page["maxCursor"], len(page["data"])) == (cursor, 1)


@needs_postgres
def test_a_store_that_is_saved_while_it_moves(threads: Threads, one: Remote, two: Remote) -> None:
    move = request_move(one.store, two.site)
    one.store.name = "Renamed"
    with met(threads, lambda: make_store_active(move)) as moves:
        save_store(one.store)
    assert moves[0].result(SECONDS)
    record = stored("store", one.store.pk) or {}
    assert record["sync_id_remote_site"] == two.site.pk
    assert (stored("name", one.store.name_id) or {})["name"] == "Renamed"


@needs_postgres
def test_a_free_store_that_is_imported_while_a_site_is_registered_with_it(threads: Threads) -> None:
    save_store(store := Store(code="FREE", name="Free"))
    edit = Edit("store", store.pk, {"disabled": True})
    with met(threads, lambda: edit_centrally([edit])) as edits:
        site = register_site(SiteDetails("Later"), PASSWORD, ["FREE"])
    assert edits[0].result(SECONDS) == 1
    record = stored("store", store.pk) or {}
    assert (record["sync_id_remote_site"], record["disabled"]) == (site.pk, True)


@needs_postgres
def test_a_site_that_asks_for_its_data_while_a_store_is_added_to_it(
    threads: Threads, administrator: Client, new: Remote
) -> None:
    more = {"code": "N", "stores-1-code": "MORE", "stores-1-name": "More"}
    with met(threads, lambda: request_initialisation(new.site.pk)) as requests:
        change_site(administrator, new.site, **more)
    runner.run_job(requests[0].result(SECONDS))
    assert Site.objects.get(pk=new.site.pk).initialisation_status == Status.COMPLETED
    assert Store.objects.get(code="MORE").site == new.site


@needs_postgres
def test_a_store_that_is_saved_while_its_name_is_imported(threads: Threads, one: Remote) -> None:
    edit = Edit("name", one.store.name_id, {"phone": "7"})
    one.store.mode = "dispensary"
    with held_open(threads, lambda: edit_centrally([edit])):
        saving = threads.begin(lambda: save_store(one.store))
        assert not settled(saving)
    saving.result(SECONDS)
    assert (stored("name", one.store.name_id) or {})["phone"] == "7"
