"""Sites that wait for their data at the running web server (protocol 3.3)."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse

import pytest
from celery import current_app

from sites.choices import InitialisationStatus
from sites.models import Site
from sites.registration import SiteDetails
from syncjobs.choices import JobKind, JobStatus
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.models import SyncJob
from syncjobs.register import register_site
from tests.sites.calls import PASSWORD
from tests.support.servers import CeleryWorker
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.conftest import StartSite
from tests.syncjobs.exchange.live import LiveSite

SECONDS = 60.0
Status = InitialisationStatus
MANY = 20


@pytest.fixture
def worker(celery_worker_process: CeleryWorker) -> CeleryWorker:
    """A worker that is not there yet."""
    celery_worker_process.stop()
    return celery_worker_process


def status_of(site: LiveSite) -> str:
    return Site.objects.get(name=site.name).initialisation_status


@pytest.fixture
def new_site(live_site: StartSite) -> StartSite:
    """Registers sites and makes their calls."""

    def register(name: str) -> LiveSite:
        register_site(SiteDetails(name), PASSWORD, [name])
        return live_site(name)

    return register


def begin(site: LiveSite) -> HTTPResponse:
    response = site.open("POST", "initialise", {})
    assert response.status == 200
    assert response.getheader("X-Accel-Buffering") == "no"
    return response


def can_wait(site: LiveSite) -> bool:
    """Whether twenty calls find a place to wait."""
    statuses = [site.open("POST", "initialise", {}).status for _ in range(MANY)]
    site.close()
    return set(statuses) == {200}


def queue_length(response: HTTPResponse) -> int:
    length: int = json.loads(response.read())["queueLength"]
    return length


def test_it_answers_when_the_queue_is_complete(worker: CeleryWorker, new_site: StartSite) -> None:
    site = new_site("S1")
    waiting = begin(site)
    assert waiting.read(2) == b"  "
    assert site.call("GET", "site")["initialisationStatus"] == "started"
    assert site.call("GET", "site_status")["code"] == "initialisation_in_progress"
    worker.start()
    assert queue_length(waiting) == 0
    assert site.call("GET", "site")["initialisationStatus"] == "completed"
    assert site.call("GET", "site_status")["code"] == "idle"


def test_a_second_call_waits_for_the_same_job(worker: CeleryWorker, new_site: StartSite) -> None:
    site = new_site("S1")
    first, second = begin(site), begin(site)
    worker.start()
    assert queue_length(first) == queue_length(second) == 0
    assert SyncJob.objects.filter(kind=JobKind.INITIALISE).count() == 1


def test_many_that_wait_take_nothing_from_the_others(
    worker: CeleryWorker, new_site: StartSite
) -> None:
    sites = [new_site(f"S{number}") for number in range(MANY)]
    waiting = [begin(site) for site in sites]
    # More calls at once than there would be threads left.
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda site: site.call("GET", "site"), sites))
    assert {answer["initialisationStatus"] for answer in answers} == {"started"}
    worker.start()
    assert [queue_length(response) for response in waiting] == [0] * MANY


def test_a_site_that_went_away_is_prepared_all_the_same(
    worker: CeleryWorker, new_site: StartSite
) -> None:
    site = new_site("S1")
    begin(site).close()
    worker.start()
    wait_for(lambda: status_of(site) == Status.COMPLETED, SECONDS, "The end of the preparation")


def test_sites_that_went_away_leave_their_places(worker: CeleryWorker, new_site: StartSite) -> None:
    site = new_site("S1")
    # More than there are places, one after the other.
    for _ in range(4):
        responses = [begin(site) for _ in range(MANY)]
        site.close()
        del responses
        wait_for(lambda: can_wait(site), SECONDS, "A free place")
    worker.start()


def test_a_failure_is_told_and_the_site_is_not_taken_for_ready(
    worker: CeleryWorker, new_site: StartSite
) -> None:
    site = new_site("S1")
    waiting = begin(site)
    SyncJob.objects.update(status=JobStatus.FAILED, error_message="The disk is full.")
    error = json.loads(waiting.read())["error"]
    assert error["code"] == "initialisation_failed"
    assert "The disk is full." in error["message"]
    worker.start()
    current_app.send_task(SWEEP_TASK)
    wait_for(lambda: status_of(site) == Status.ERROR, SECONDS, "The settled status")
