"""Initialisations at odd moments: without stores, after a move, again, tried again by hand."""

import pytest

from sites.choices import InitialisationStatus
from sites.initialisation import fail_initialisation
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.moving import request_move
from syncjobs.jobs import runner
from syncjobs.jobs.scheduling import retry_job
from syncjobs.models import QueuedRecord, SiteQueue, SyncJob
from tests.sites.registered import CENTRAL_URL
from tests.syncjobs.exchange.hostile import (
    a_push,
    a_quick_remote,
    as_bytes,
    post_raw,
    requisition,
)
from tests.syncjobs.exchange.quick_remotes import new as new
from tests.syncjobs.exchange.quick_remotes import one as one
from tests.syncjobs.exchange.test_versions_of_a_record import location, push
from tests.syncjobs.exchange.wire import Remote, brief, update

pytestmark = pytest.mark.django_db

Status = InitialisationStatus


def status_of(remote: Remote) -> str:
    return Site.objects.get(pk=remote.site.pk).initialisation_status


def run_jobs() -> None:
    for job in SyncJob.objects.live().order_by("pk"):
        runner.run_job(job.pk)


@pytest.mark.parametrize("is_central", [False, True])
def test_a_site_without_a_store_can_be_initialised(
    one: Remote, new: Remote, *, is_central: bool
) -> None:
    Site.objects.filter(pk=new.site.pk).update(is_open_msupply_central=is_central, url=CENTRAL_URL)
    request_move(new.store, one.site)
    run_jobs()
    new.initialise()
    assert status_of(new) == Status.COMPLETED


def test_a_store_that_moved_to_a_new_site_comes_with_its_initialisation(
    one: Remote, new: Remote
) -> None:
    push(one, location(one))
    request_move(one.store, new.site)
    run_jobs()
    assert not QueuedRecord.objects.exists()
    new.initialise()
    assert status_of(new) == Status.COMPLETED
    assert brief(new.pull()) == [("Location", "loc-1", "update")]
    assert SiteQueue.objects.get(site=new.site).length == 0


def test_a_new_site_gets_back_what_it_pushed_before(one: Remote, new: Remote) -> None:
    push(new, location(new), requisition(new, one, "req-1"))
    assert len(one.pull()) == 1
    new.initialise()
    assert {record_id for _, record_id, _ in brief(new.pull())} == {"loc-1", "req-1"}


@pytest.mark.parametrize("queue_length", [0, 1])
def test_central_data_that_was_pushed_before_the_loss_comes_back(queue_length: int) -> None:
    central = a_quick_remote("Central")
    Site.objects.filter(pk=central.site.pk).update(is_open_msupply_central=True, url=CENTRAL_URL)
    item = update("item", {"ID": "item-1", "item_name": "Gauze"})
    body = as_bytes(a_push(item, queue_length=queue_length))
    assert post_raw(central, "queued_records", body).status_code == 200
    # The site asks for everything before that is integrated.
    job_id = request_initialisation(central.site.pk)
    runner.run_job(job_id)
    pulled = central.pull_central()
    assert pulled[-1]["recordId"] == "item-1"
    # From now on it knows what it pushes.
    push(central, update("item", {"ID": "item-2", "item_name": "Tape"}))
    assert central.pull_central(pulled[-1]["ID"]) == []


def test_a_failed_preparation_can_be_tried_again_by_hand(one: Remote, new: Remote) -> None:
    push(one, requisition(one, new, "req-1"))
    first = request_initialisation(new.site.pk)
    SyncJob.objects.filter(pk=first).update(status=JobStatus.FAILED)
    fail_initialisation(new.site.pk)
    push(one, requisition(one, new, "req-2"))
    runner.run_job(retry_job(first).pk)
    assert status_of(new) == Status.COMPLETED
    assert {record_id for _, record_id, _ in brief(new.pull())} == {"req-1", "req-2"}


def test_a_site_that_works_is_not_filled_again_by_hand(one: Remote, new: Remote) -> None:
    push(one, requisition(one, new, "req-1"))
    new.initialise()
    new.pull()
    push(one, requisition(one, new, "req-2"))
    retried = retry_job(SyncJob.objects.get(kind=JobKind.INITIALISE).pk)
    runner.run_job(retried.pk)
    retried.refresh_from_db()
    assert (retried.status, retried.error_code) == (JobStatus.FAILED, "initialised_already")
    assert status_of(new) == Status.COMPLETED
    assert brief(new.pull()) == [("requisition", "req-2", "update")]
