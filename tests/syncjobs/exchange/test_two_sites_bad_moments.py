"""Sites that sync while the worker is away, or that the portal turns away."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from sites.choices import InitialisationStatus
from sites.hardware import reset_hardware_id
from sites.models import Site
from sites.passwords import set_site_password
from sites.registration import disable_site, enable_site
from syncjobs.choices import JobKind
from syncjobs.models import PushedBatch, QueuedRecord, SyncJob
from syncjobs.register import place_store
from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.calls import v5_api
from syncjobs.simulation.calls.transport import Attempt
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.outcome import SyncOutcome
from tests.support.servers import CeleryWorker
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.two_sites import (
    DOCUMENTS,
    HURRIED,
    IMPATIENT,
    LINES,
    Sites,
    replica,
    store_of,
    sync_until_quiet,
    synced,
)
from tests.syncjobs.exchange.two_sites import sites as sites

pytestmark = pytest.mark.any_database

SECONDS = 60.0


class Asked:
    """Counts the requests of a site by method and route."""

    def __init__(self) -> None:
        self.counts = Counter[str]()

    def __call__(self, attempt: Attempt) -> None:
        self.counts[f"{attempt.method} {urlsplit(attempt.url).path.rpartition('/')[2]}"] += 1


def refused(site: SimulatedSite, variant: Variant) -> SyncOutcome:
    """A sync that must fail so; what it left undone is still there."""
    outcome = site.sync()
    assert outcome.error is not None
    assert outcome.error.variant is variant, outcome.error
    return outcome


@contextmanager
def syncing(site: SimulatedSite) -> Iterator[list[SyncOutcome]]:
    """The site syncs while the block runs; its outcome is there afterwards."""
    outcomes: list[SyncOutcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(site.sync()))
    thread.start()
    try:
        yield outcomes
    finally:
        thread.join()


def test_a_push_while_no_worker_runs_is_integrated_later(
    sites: Sites, celery_worker_process: CeleryWorker
) -> None:
    one, two = sites.initialised("One", "Two")
    sync_until_quiet(one, two)
    celery_worker_process.stop()
    one.authoring().requisition("Two", LINES)
    one.close()
    asked = Asked()
    impatient = sites.start("One", pauses=IMPATIENT, observe=asked)
    outcome = refused(impatient, Variant.INTEGRATION_TIMEOUT_REACHED)
    assert outcome.error is not None
    assert outcome.error.shown == "Central took too long integrating; retry later"
    assert outcome.counts.pushed == {"requisition": 1, "requisition_line": 3}
    assert asked.counts["GET site_status"] >= 1
    assert asked.counts["GET central_records"] == 0
    assert PushedBatch.objects.filter(is_complete=True).count() == 2
    # What others have is not held up.
    assert synced(two).counts.pulled_queue == {}

    celery_worker_process.start()
    one = sites.start("One")
    assert synced(one).counts.pushed == {}
    assert synced(two).counts.pulled_queue == {"requisition": 1, "requisition_line": 3}
    sync_until_quiet(one, two)
    assert replica(one, DOCUMENTS) == replica(two, DOCUMENTS)


def test_a_site_waits_for_a_worker_that_comes(
    sites: Sites, celery_worker_process: CeleryWorker
) -> None:
    celery_worker_process.stop()
    site = sites.register("One")
    job = SyncJob.objects.filter(kind=JobKind.INITIALISE)
    with syncing(site) as outcomes:
        wait_for(job.exists, SECONDS, "The request for the data")
        celery_worker_process.start()
    [outcome] = outcomes
    assert outcome.error is None, outcome.error
    assert outcome.counts.pulled_central["item"] == 4
    assert job.count() == 1


def test_a_site_that_hung_up_gets_its_data_with_the_next_sync(
    sites: Sites, celery_worker_process: CeleryWorker
) -> None:
    one, two = sites.initialised("One", "Two")
    one.authoring().location("A")
    two.authoring().requisition("One", LINES)
    sync_until_quiet(one, two)
    celery_worker_process.stop()
    asked = Asked()
    hasty = replace(HURRIED, silence_seconds=0.3, connect_seconds=(1,))
    hung_up = sites.start("One", "second device", pauses=hasty, observe=asked)
    refused(hung_up, Variant.UNKNOWN)
    assert asked.counts == {"GET site": 2, "POST initialise": 1}
    status = Site.objects.filter(name="One").values_list("initialisation_status", flat=True)
    assert status.get() == InitialisationStatus.STARTED
    hung_up.close()

    asked = Asked()
    again = sites.start("One", "second device", observe=asked)
    with syncing(again) as outcomes:
        wait_for(lambda: asked.counts["GET site_status"], SECONDS, "The first question")
        assert QueuedRecord.objects.count() == 0
        celery_worker_process.start()
    [outcome] = outcomes
    assert outcome.error is None, outcome.error
    assert asked.counts["POST initialise"] == 0
    assert replica(again) == replica(one)
    assert SyncJob.objects.filter(kind=JobKind.INITIALISE, site__name="One").count() == 2


def test_a_site_that_is_turned_away_keeps_its_changes(
    sites: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And pushes them as soon as it is let in again."""
    one, two = sites.initialised("One", "Two")
    sync_until_quiet(one, two)
    site = Site.objects.get(name="One")
    one.authoring().requisition("Two", LINES)

    disable_site(site.pk, "Under repair until Monday.")
    disabled = refused(one, Variant.UNKNOWN)
    assert disabled.error is not None
    assert disabled.error.server_code == "site_disabled"
    assert "Under repair until Monday." in disabled.error.detail
    enable_site(site.pk)

    for version in (0, 999):
        with monkeypatch.context() as patch:
            patch.setattr(v5_api, "V5_VERSION", version)
            refused(sites.start("One", "first"), Variant.API_VERSION_INCOMPATIBLE)

    refused(sites.start("One", hardware_id="another machine"), Variant.HARDWARE_ID_MISMATCH)
    reset_hardware_id(site.pk)
    moved = sites.start("One", hardware_id="another machine")
    assert moved.sync().counts.pushed == {"requisition": 1, "requisition_line": 3}
    refused(one, Variant.HARDWARE_ID_MISMATCH)
    synced(two)
    assert len(two.records("requisition")) == 2
    assert not PushedBatch.objects.exists()


def test_nobody_gets_in_with_wrong_credentials(sites: Sites) -> None:
    one, two = sites.initialised("One", "Two")
    sync_until_quiet(one, two)
    two.authoring().requisition("One", LINES)
    synced(two)
    stranger = "stranger"
    refused(sites.start("One", stranger, password="wrong"), Variant.INCORRECT_PASSWORD)
    refused(sites.start("Nobody", stranger), Variant.SITE_NAME_NOT_FOUND)
    assert replica(sites.start("One", stranger)) == {}
    assert QueuedRecord.objects.filter(site__name="One").count() == 4

    set_site_password(Site.objects.get(name="One"), "another-word-for-the-river")
    refused(one, Variant.INCORRECT_PASSWORD)
    one.close()
    one = sites.start("One", password="another-word-for-the-river")
    assert synced(one).counts.pulled_queue == {"requisition": 1, "requisition_line": 3}
    # Entering settings is no reason to ask for everything again.
    assert SyncJob.objects.filter(kind=JobKind.INITIALISE).count() == 2


def test_a_site_whose_last_store_left_is_told_so(sites: Sites) -> None:
    one, two = sites.initialised("One", "Two")
    one.authoring().requisition("Two", LINES)
    sync_until_quiet(one, two)
    place_store(store_of("One"), None, reason="Closed")
    one.authoring().location("A")
    refused(one, Variant.SITE_HAS_NO_STORE)
    place_store(store_of("One"), Site.objects.get(name="One"))
    wait_for(lambda: store_of("One").site_id, SECONDS, "The move back")
    assert synced(one).counts.pushed == {"Location": 1}
    sync_until_quiet(one, two)
    assert replica(one, DOCUMENTS) == replica(two, DOCUMENTS)
