"""Nothing that a site pushed or asked for is lost with a process (design, invariants 6 and 12)."""

import http.client
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.models import Site
from sites.registration import SiteDetails
from syncjobs.choices import JobStatus, StepName
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.models import CentralLog, PushedBatch, QueuedRecord, SiteQueue, SyncJob, SyncStep
from syncjobs.register import register_site
from tests.sites.calls import PASSWORD
from tests.support.processes import BackgroundProcess
from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.conftest import StartSite
from tests.syncjobs.exchange.live import LiveSite
from tests.syncjobs.exchange.wire import update

SECONDS = 60.0
LINES = 6_000
MANY_RECORDS = 200_000

LOAD = """
    INSERT INTO syncjobs_record
        (table_name, record_id, data, is_deleted, owner_store_id, is_active, changed_at)
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)
    SELECT 'Location', 'loc-' || n, '{"ID":"loc-' || n || '"}', %s, %s, %s, %s FROM numbers
"""


def a_site(name: str) -> Site:
    return register_site(SiteDetails(name), PASSWORD, [name])


def is_initialised(site: Site) -> bool:
    site.refresh_from_db()
    return site.initialisation_status == InitialisationStatus.COMPLETED


@pytest.fixture
def pair(celery_worker_process: CeleryWorker, live_site: StartSite) -> tuple[LiveSite, LiveSite]:
    """Two initialised sites at the running server."""
    sites = a_site("One"), a_site("Two")
    for site in sites:
        request_initialisation(site.pk)
    for site in sites:
        wait_for(lambda site=site: is_initialised(site), SECONDS, "The initialisation")  # type: ignore[misc]
    return live_site("One"), live_site("Two")


def requisition(number: int = 1) -> dict[str, Any]:
    """A requisition of the site One to the site Two."""
    owner, partner = (Site.objects.get(name=name).stores.get() for name in ("One", "Two"))
    record = {"ID": f"req-{number}", "store_ID": owner.pk, "name_ID": partner.name_id}
    return update("requisition", record)


def line(number: int) -> dict[str, Any]:
    return update("requisition_line", {"ID": f"line-{number}", "requisition_ID": "req-1"})


def push(site: LiveSite, entries: list[dict[str, Any]]) -> None:
    """Pushes in POSTs of 1,024 and ends the push."""
    for start in range(0, len(entries), 1_024):
        part = entries[start : start + 1_024]
        site.call("POST", "queued_records", {"queueLength": len(entries) - start, "data": part})
    site.call("POST", "queued_records", {"queueLength": 0, "data": []})


def pull(site: LiveSite) -> list[str]:
    """The ids of all that waits for the site, which it acknowledges."""
    ids: list[str] = []
    while page := site.call("GET", "queued_records?limit=500")["data"]:
        ids += [entry["recordId"] for entry in page]
        acknowledged = {"syncIDs": [entry["syncOutId"] for entry in page]}
        site.call("POST", "acknowledged_records", acknowledged)
    return ids


def wait_until_idle(site: LiveSite) -> None:
    wait_for(lambda: site.call("GET", "site_status")["code"] == "idle", SECONDS, "idle")


def sweep() -> None:
    """Sends what the scheduler sends at every tick."""
    current_app.send_task(SWEEP_TASK)


def are_being_written() -> bool:
    """Whether another process is in the middle of writing records."""
    return all(_lock_is_taken() for _ in range(5))


def _lock_is_taken() -> bool:
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                CentralLog.objects.select_for_update(nowait=True).get()
        else:
            name = connection.settings_dict["NAME"]
            with closing(sqlite3.connect(name, timeout=0.02)) as another:
                another.execute("BEGIN IMMEDIATE")
    except (OperationalError, sqlite3.OperationalError):
        return True
    return False


@contextmanager
def held_still(process: BackgroundProcess) -> Iterator[None]:
    """The program answers nothing while the block runs."""
    os.killpg(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGCONT)


def test_a_worker_killed_in_the_middle_of_an_integration(
    pair: tuple[LiveSite, LiveSite], celery_worker_process: CeleryWorker
) -> None:
    one, two = pair
    celery_worker_process.stop()
    push(one, [requisition(), *map(line, range(LINES))])
    celery_worker_process.start()
    sweep()
    wait_for(are_being_written, SECONDS, "The integration")
    celery_worker_process.kill()
    assert PushedBatch.objects.exists()
    assert not QueuedRecord.objects.exists()
    celery_worker_process.start()
    sweep()
    wait_until_idle(one)
    assert sorted(pull(two)) == sorted(["req-1", *(f"line-{n}" for n in range(LINES))])


def test_a_worker_killed_in_the_middle_of_an_initialisation(
    pair: tuple[LiveSite, LiveSite], celery_worker_process: CeleryWorker
) -> None:
    one, _ = pair
    site = Site.objects.get(name="One")
    values: Any = [MANY_RECORDS, False, site.stores.get().pk, True, timezone.now()]
    with connection.cursor() as cursor:
        cursor.execute(LOAD, values)
    job = SyncJob.objects.get(pk=request_initialisation(site.pk))
    steps = SyncStep.objects.filter(job=job, name=StepName.QUEUE_RECORDS, done__gt=0)
    wait_for(steps.exists, SECONDS, "The first records of the queue")
    celery_worker_process.kill()
    assert one.call("GET", "site_status")["code"] == "initialisation_in_progress"
    assert one.call("GET", "site")["initialisationStatus"] == "started"
    long_ago = timezone.now() - timedelta(hours=1)
    running = SyncJob.objects.filter(pk=job.pk, status=JobStatus.RUNNING)
    assert running.update(heartbeat_at=long_ago) == 1
    celery_worker_process.start()
    sweep()
    SyncJob.objects.filter(pk=job.pk).update(not_before=long_ago)
    wait_for(lambda: _swept_until(site), SECONDS, "The initialisation")
    assert SiteQueue.objects.get(site=site).length == MANY_RECORDS
    assert QueuedRecord.objects.filter(site=site).count() == MANY_RECORDS


def _swept_until(site: Site) -> bool:
    SyncJob.objects.filter(status=JobStatus.QUEUED).update(not_before=timezone.now(), rung_at=None)
    sweep()
    return is_initialised(site)


def test_a_push_while_the_broker_is_gone(
    pair: tuple[LiveSite, LiveSite], valkey: ValkeyServer
) -> None:
    one, two = pair
    valkey.kill()
    push(one, [requisition()])
    assert one.call("GET", "site_status")["code"] == "integration_in_progress"
    assert pull(two) == []
    valkey.start()
    sweep()
    wait_until_idle(one)
    assert pull(two) == ["req-1"]


def test_the_web_server_killed_between_storing_a_batch_and_answering(
    pair: tuple[LiveSite, LiveSite],
    portal_server: PortalServer,
    valkey: ValkeyServer,
) -> None:
    one, two = pair
    body = {"queueLength": 0, "data": [requisition()]}
    # The bell is rung after the batch is stored, and nobody hears it.
    with held_still(valkey):
        connection = one.send("POST", "queued_records", body)
        wait_for(PushedBatch.objects.exists, SECONDS, "The stored batch")
        portal_server.kill()
        with pytest.raises((http.client.HTTPException, OSError)):
            connection.getresponse()
    portal_server.start()
    one.call("POST", "queued_records", body)
    wait_until_idle(one)
    assert set(pull(two)) == {"req-1"}
