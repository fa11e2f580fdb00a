"""Two things at the same moment: each happens once, nothing is missed, nobody waits for ever."""

import threading
from functools import partial
from random import Random

import pytest
from django.db import connection  # noqa: F401 - read by the mark

from sites.choices import InitialisationStatus
from sites.models import Site
from syncjobs.choices import JobKind, JobStatus
from syncjobs.exchange.acknowledging import acknowledge_records
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.pulling import queue_page
from syncjobs.jobs import runner
from syncjobs.models import PushedBatch, QueuedRecord, SiteQueue, SyncJob
from tests.support.waiting import wait_for
from tests.syncjobs.exchange.at_once import SECONDS, Threads, held_open, met, settled
from tests.syncjobs.exchange.hostile import a_quick_remote, requisition
from tests.syncjobs.exchange.quick_remotes import new as new
from tests.syncjobs.exchange.quick_remotes import one as one
from tests.syncjobs.exchange.quick_remotes import two as two
from tests.syncjobs.exchange.strict_json import read_strictly
from tests.syncjobs.exchange.test_versions_of_a_record import line
from tests.syncjobs.exchange.wire import Entry, Remote, brief, delete, update

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_bells")]

needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway"
)
Status = InitialisationStatus
ROUNDS = 15
PAUSE_SECONDS = 0.01
FILLED = "(site_id, record_id, action)"


def rows_of(remote: Remote) -> int:
    """How many rows wait for the site, which its queue must say as well."""
    count = QueuedRecord.objects.filter(site=remote.site).count()
    assert SiteQueue.objects.get(site=remote.site).length == count
    return count


def ids_of(page: list[Entry]) -> list[int]:
    return [int(entry["syncOutId"]) for entry in page]


def integrate_until(is_over: threading.Event) -> None:
    while not is_over.wait(PAUSE_SECONDS):
        integrate_complete_pushes()


def pull_until(is_over: threading.Event, remote: Remote, random: Random) -> dict[str, int]:
    """What the site has in the end: the round of each requisition."""
    held: dict[str, int] = {}
    was_over, page = False, list[Entry]()
    while page or not was_over:
        was_over = is_over.wait(PAUSE_SECONDS)
        answer = read_strictly(queue_page(remote.site.pk, random.randrange(1, 5)).body)
        page = answer["data"]
        assert answer["queueLength"] >= len(page)
        for entry in page:
            held.pop(entry["recordId"], None)
            if entry["action"] != "delete":
                held[entry["recordId"]] = entry["recordData"]["round"]
        acknowledge_records(remote.site.pk, ids_of(page))
    return held


@needs_postgres
def test_two_integrations_make_each_record_once(threads: Threads, one: Remote, two: Remote) -> None:
    one.post_entries(requisition(one, two, "req-1"), line())
    with held_open(threads, integrate_complete_pushes):
        second = threads.begin(integrate_complete_pushes)
        assert not settled(second)
        assert two.page() == []
    assert second.result(SECONDS) == 0
    assert not PushedBatch.objects.exists()
    assert rows_of(two) == 2
    assert [entry["recordId"] for entry in two.pull()] == ["req-1", "line-1"]


@needs_postgres
def test_a_newer_version_that_comes_while_the_older_is_acknowledged(
    threads: Threads, one: Remote, two: Remote
) -> None:
    one.push(requisition(one, two, "req-1", comment="old"))
    delivered = ids_of(two.page())
    one.post_entries(requisition(one, two, "req-1", comment="new"))
    with held_open(threads, integrate_complete_pushes):
        assert [entry["recordData"]["comment"] for entry in two.page()] == ["old"]
        acknowledgement = threads.begin(lambda: acknowledge_records(two.site.pk, delivered))
        assert not settled(acknowledgement)
    assert acknowledgement.result(SECONDS) == 1
    assert rows_of(two) == 1
    assert [entry["recordData"]["comment"] for entry in two.page()] == ["new"]


@needs_postgres
@pytest.mark.parametrize("comes_first", ["acknowledgement", "integration"])
def test_a_row_that_is_taken_out_while_it_is_acknowledged(
    threads: Threads, one: Remote, two: Remote, comes_first: str
) -> None:
    one.push(requisition(one, two, "req-1"), requisition(one, two, "req-2"))
    delivered = ids_of(two.page(limit=1))
    # Addressed to nobody now: its row goes, and a delete comes.
    one.post_entries(requisition(one, two, "req-1", name_ID="nobody"))
    acts = {
        "acknowledgement": lambda: acknowledge_records(two.site.pk, delivered),
        "integration": integrate_complete_pushes,
    }
    with held_open(threads, acts.pop(comes_first)):
        later = threads.begin(*acts.values())
        assert not settled(later)
    later.result(SECONDS)
    assert rows_of(two) == 2
    assert brief(two.page()) == [
        ("requisition", "req-2", "update"),
        ("requisition", "req-1", "delete"),
    ]


@needs_postgres
def test_two_that_ask_for_the_data_of_a_site(threads: Threads, one: Remote, new: Remote) -> None:
    one.push(requisition(one, new, "req-1"))
    with held_open(threads, lambda: request_initialisation(new.site.pk)):
        second = threads.begin(lambda: request_initialisation(new.site.pk))
        assert not settled(second)
    job = SyncJob.objects.get(kind=JobKind.INITIALISE)
    assert second.result(SECONDS) == job.pk
    first_run, second_run = (threads.begin(lambda: runner.run_job(job.pk)) for _ in range(2))
    first_run.result(SECONDS)
    second_run.result(SECONDS)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.SUCCEEDED, 1)
    assert rows_of(new) == 1


@needs_postgres
def test_one_that_asks_when_the_preparation_ends(
    threads: Threads, one: Remote, new: Remote
) -> None:
    """The job that answers it must not have ended before it asked."""
    one.push(requisition(one, new, "req-1"))
    job_id = request_initialisation(new.site.pk)
    ask = partial(request_initialisation, new.site.pk)
    with met(threads, ask, after='"status" = %s, "finished_at"') as requests:
        runner.run_job(job_id)
    again = requests[0].result(SECONDS)
    assert again != job_id
    assert Site.objects.get(pk=new.site.pk).initialisation_status == Status.STARTED
    runner.run_job(again)
    assert rows_of(new) == 1


@needs_postgres
def test_a_push_that_is_integrated_when_its_receiver_asks_for_its_data(
    threads: Threads, one: Remote, new: Remote
) -> None:
    one.post_entries(requisition(one, new, "req-1"), line())
    with held_open(threads, integrate_complete_pushes):
        initialisation = threads.begin(new.initialise)
        assert not settled(initialisation)
    initialisation.result(SECONDS)
    assert rows_of(new) == 2
    assert [entry["recordId"] for entry in new.pull()] == ["req-1", "line-1"]


@needs_postgres
def test_a_push_that_is_integrated_while_data_is_prepared(
    threads: Threads, one: Remote, new: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a requisition that is queued already a delete comes, and of one passed by the record."""
    monkeypatch.setattr("syncjobs.records.filling.CHUNK", 1)
    one.push(*(requisition(one, new, f"req-{n}") for n in range(3)))
    one.post_entries(
        delete("requisition", "req-0"),
        delete("requisition", "req-2"),
        update("requisition", requisition(one, new, "req-1")["recordData"] | {"comment": "new"}),
        requisition(one, new, "req-3"),
    )
    job_id = request_initialisation(new.site.pk)
    with met(threads, integrate_complete_pushes, after=FILLED) as integrations:
        runner.run_job(job_id)
    assert integrations[0].result(SECONDS) == 1
    rows_of(new)
    received = {entry["recordId"]: entry["recordData"] for entry in new.pull()}
    held = {record_id: data for record_id, data in received.items() if data is not None}
    assert {record_id: data.get("comment") for record_id, data in held.items()} == {
        "req-1": "new",
        "req-3": None,
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_sites_that_pull_while_their_records_are_handed_about(
    threads: Threads, one: Remote, two: Remote, seed: int
) -> None:
    """Each has in the end what was last addressed to it, whatever was taken out of its queue."""
    three, is_over = a_quick_remote("Three"), threading.Event()
    integrators = [threads.begin(partial(integrate_until, is_over)) for _ in range(2)]
    pullers = [
        threads.begin(partial(pull_until, is_over, remote, Random(seed)))  # noqa: S311
        for remote in (two, three)
    ]
    addressed: dict[str, tuple[Remote, int]] = {}
    random = Random(seed)  # noqa: S311
    for number in range(ROUNDS):
        ids = random.sample(["req-1", "req-2", "req-3", "req-4"], 2)
        addressed |= {record_id: (random.choice([two, three]), number) for record_id in ids}
        entries = (requisition(one, addressed[each][0], each, round=number) for each in ids)
        one.post_entries(*entries)
    wait_for(lambda: not PushedBatch.objects.exists(), SECONDS, "The last integration")
    is_over.set()
    for integrator in integrators:
        integrator.result(SECONDS)
    for remote, puller in zip((two, three), pullers, strict=True):
        assert puller.result(SECONDS) == {
            record_id: number for record_id, (to, number) in addressed.items() if to is remote
        }
        assert rows_of(remote) == 0
