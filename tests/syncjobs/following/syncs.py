"""What became of the syncs of a site, as the tests of following look at it."""

import itertools
from datetime import datetime
from typing import Any

import pytest

from sites.models import Site
from sites.site_facts import facts_by_id
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.following.site_calls import site_initialises
from syncjobs.jobs.scheduling import queue_job
from syncjobs.models import SyncJob
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.wire import Entry, Remote, a_remote, update

# Of all that a test publishes, so that its ids are new.
_numbers = itertools.count(1)
# Name, done, total and verdict.
Step = tuple[str, int | None, int | None, str]


@pytest.fixture
def remote(db: None) -> Remote:
    """An initialised site that made first contact and has nothing to do."""
    site = a_remote("District 12")
    SyncJob.objects.filter(kind=JobKind.SYNC).delete()
    Site.objects.update(is_followed=False)
    return site


def syncs_of(site: Site) -> list[SyncJob]:
    """The syncs of the site, oldest first."""
    return list(SyncJob.objects.filter(site=site, kind=JobKind.SYNC).order_by("pk"))


def the_sync(site: Site) -> SyncJob:
    """The only sync of the site."""
    [job] = syncs_of(site)
    return job


def steps_of(job: SyncJob) -> list[Step]:
    """How far each step is, in their order."""
    steps = job.steps.filter(attempt=job.attempt)
    return list(steps.values_list("name", "done", "total", "verdict"))


def lines_of(job: SyncJob) -> list[str]:
    """What was said of the sync."""
    return list(job.lines.values_list("text", flat=True))


def ask_for_sync(site: Site) -> SyncJob:
    """What an administrator gets who presses Sync now."""
    return queue_job(site.pk, JobKind.SYNC, JobTrigger.ADMINISTRATOR)


def fresh(site: Site) -> Site:
    """The site as it stands in the register."""
    return Site.objects.get(pk=site.pk)


def locations(remote: Remote, count: int) -> list[Entry]:
    """Entries of a push."""
    return [
        update("Location", {"ID": f"location-{next(_numbers)}", "store_ID": remote.store.pk})
        for _ in range(count)
    ]


def publish_units(count: int) -> None:
    """Central records that every site pulls."""
    ids = [f"unit-{next(_numbers)}" for _ in range(count)]
    author_changes([Change("unit", record_id, {"ID": record_id}) for record_id in ids])


def queue_for(remote: Remote, count: int) -> None:
    """Records of the site that are written at the centre, so that they wait for it."""
    entries = locations(remote, count)
    author_changes(
        [Change("Location", entry["recordId"], entry["recordData"]) for entry in entries]
    )


def post(remote: Remote, queue_length: int, entries: list[Entry]) -> Any:
    """One POST of a push."""
    answer = remote.post("queued_records", {"queueLength": queue_length, "data": entries})
    assert answer.status_code == 200, answer.content
    return answer


def end_of_log(remote: Remote) -> int:
    """The cursor of a site that has all of the central log."""
    number: int = remote.get("central_records?cursor=0&limit=1").json()["maxCursor"]
    return number


def idle_cycle(remote: Remote, cursor: int = 1_000_000) -> None:
    """The calls of a sync with nothing to do (protocol 5.2)."""
    remote.get("site")
    post(remote, 0, [])
    assert remote.get("site_status").json()["code"] == "idle"
    assert remote.get(f"central_records?cursor={cursor}&limit=500").json()["data"] == []
    assert remote.page() == []


def push_all(remote: Remote, count: int) -> None:
    """A push of so many records, which the portal has integrated."""
    post(remote, count, locations(remote, count))
    post(remote, 0, [])
    integrate_complete_pushes()


def age(job: SyncJob, moment: datetime) -> None:
    """Makes the site of the job silent since `moment`."""
    SyncJob.objects.filter(pk=job.pk).update(heartbeat_at=moment)


def ask_for_data(remote: Remote) -> SyncJob:
    """The sync of a site that asked for its data and does not wait for the answer."""
    facts = facts_by_id(remote.site.pk)
    assert facts is not None
    request_initialisation(remote.site.pk)
    site_initialises(facts)
    return the_sync(remote.site)


def is_live(job: SyncJob) -> bool:
    """Whether the job has not ended."""
    job.refresh_from_db()
    return job.status in {JobStatus.EXPECTING, JobStatus.FOLLOWING}
