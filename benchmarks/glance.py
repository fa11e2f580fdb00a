"""What the overview and the list of sites cost when there are very many sites and jobs."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.surroundings import scratch_database
from portal.embedded.static_files import collect_when_changed
from sites.labels.groups import label_groups
from sites.labels.register import delete_label
from sites.labels.setting import add_labels, set_labels
from sites.models import Label, Site
from sites.names import name_key
from syncjobs import worker_state
from syncjobs.choices import JobKind, JobStatus, JobTrigger, StepName
from syncjobs.fleet.causes import causes_of_failures
from syncjobs.fleet.health_counts import health_counts
from syncjobs.fleet.hours import last_hours
from syncjobs.fleet.label_counts import group_counts
from syncjobs.fleet.running import running
from syncjobs.fleet.tally import count_ended_syncs
from syncjobs.models import SiteQueue, SyncJob, SyncStep


def counts_of_regions() -> object:
    """What the overview shows of 40 labels."""
    return group_counts("region")


def counts_of_districts() -> object:
    """What the overview shows of 1,000 labels."""
    return group_counts("district")


SITES = 40_000
JOBS = 200_000
TIMES = 15
ROWS_AT_ONCE = 1_000
FIRST_ID = 1_000
LIST = "/admin/sites/site/"
PAGES = (
    "/admin/",
    "/admin/overview/live/",
    LIST,
    f"{LIST}?health=late",
    f"{LIST}?o=4",
    f"{LIST}?o=-6",
    f"{LIST}?o=-7",
    f"{LIST}?label=region: 7, region: 8, solar",
    f"{LIST}?without_label=region:",
    f"{LIST}?q=region: 7",
    "/admin/?group=district",
    "/admin/sites/label/",
    "/admin/sites/label/?o=-2",
)
PARTS: tuple[Callable[[], object], ...] = (
    *(health_counts, running, causes_of_failures, last_hours),
    *(label_groups, counts_of_regions, counts_of_districts),
)


def measure(*, on_sqlite: bool) -> None:
    """Fills a database and prints what pages and parts of the overview cost."""
    settings.ALLOWED_HOSTS = ["testserver"]
    collect_when_changed()
    worker_state.REMEMBERED_SECONDS = 3_600
    database: AbstractContextManager[None] = nullcontext() if on_sqlite else scratch_database()
    with database:
        if on_sqlite:
            call_command("migrate", verbosity=0)
        _fill()
        print(f"\n{connection.vendor}: {SITES:,} sites, {JOBS:,} jobs, {TIMES} times each\n")
        print("| page or part | median ms | slowest ms | queries |\n|---|---|---|---|")
        client = _administrator()
        for path in PAGES:
            _print(path, lambda path=path: client.get(path))  # type: ignore[misc]
        for part in PARTS:
            _print(part.__name__, part)
        _print("export of all sites", lambda: list(client.get(f"{LIST}export/")), times=3)


def _print(name: str, act: Callable[[], object], times: int = TIMES) -> None:
    with CaptureQueriesContext(connection) as queries:
        act()
    # Counted here: afterwards every request empties the log.
    count = len(queries)
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1_000)
    cells = f"{statistics.median(taken):.0f} | {max(taken):.0f} | {count}"
    print(f"| {name} | {cells} |", flush=True)


def _administrator() -> Client:
    user = apps.get_model("auth", "User").objects.create_superuser("benchmark")
    client = Client()
    client.force_login(user)
    return client


def _fill() -> None:
    now = timezone.now()
    Site.objects.bulk_create((_site(number, now) for number in range(SITES)), ROWS_AT_ONCE)
    ids = range(FIRST_ID, FIRST_ID + SITES)
    queues = (SiteQueue(site_id=site_id, length=site_id % 977) for site_id in ids)
    SiteQueue.objects.bulk_create(queues, ROWS_AT_ONCE)
    _label(ids)
    SyncJob.objects.bulk_create((_job(number, now) for number in range(JOBS)), ROWS_AT_ONCE)
    SyncStep.objects.bulk_create(_steps(now), ROWS_AT_ONCE)
    began = time.perf_counter()
    counted = count_ended_syncs(chunks=None)
    rate = counted / (time.perf_counter() - began)
    print(f"\n{connection.vendor}: {counted:,} ended syncs were tallied, {rate:,.0f} a second")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _label(ids: range) -> None:
    """Three labels for each site: one of 40 regions, of 1,000 districts, and one of two others."""
    began = time.perf_counter()
    set_labels(
        {
            site_id: [
                f"region: {site_id % 40}",
                f"district: {site_id % 1_000}",
                "solar" if site_id % 3 else "leased",
            ]
            for site_id in ids
        }
    )
    seconds = time.perf_counter() - began
    print(f"\n{connection.vendor}: {3 * len(ids):,} labels were set in {seconds:.1f} s")
    began = time.perf_counter()
    add_labels(ids, ["campaign"])
    print(f"one label was added to {len(ids):,} sites in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    delete_label(Label.objects.get(name="campaign").pk)
    print(f"and deleted in {time.perf_counter() - began:.1f} s")


def _site(number: int, now: datetime) -> Site:
    name = f"Health post {number:05}"
    site = Site(
        id=FIRST_ID + number, name=name, name_key=name_key(name), app_version="2.20.0", code="hp"
    )
    if number == 0:
        site.is_open_msupply_central, site.url = True, "https://central.example.org"
    if number % 10:
        site.last_contact_at = now - timedelta(seconds=number % 900)
        site.last_success_at = now - timedelta(minutes=number % 5_000)
        site.last_failure_code = "" if number % 25 else "site_went_silent"
    return site


def _job(number: int, now: datetime) -> SyncJob:
    """The jobs of ten days, one in eight of which failed; the last 1,200 wait or run."""
    job = SyncJob(
        site_id=FIRST_ID + number % SITES,
        kind=JobKind.SYNC,
        trigger=JobTrigger.SITE,
        attempt=1,
        not_before=now,
        heartbeat_at=now,
    )
    live = JOBS - number <= 1_200  # noqa: PLR2004
    if live:
        statuses = (JobStatus.EXPECTING, JobStatus.FOLLOWING, JobStatus.QUEUED)
        job.status = statuses[number % 3]
        return job
    job.started_at = job.finished_at = now - timedelta(days=10) * (1 - number / JOBS)
    job.status = JobStatus.SUCCEEDED if number % 8 else JobStatus.FAILED
    if job.status == JobStatus.FAILED:
        job.error_code, job.error_message = f"cause_{number % 7}", "The site was silent."
    return job


def _steps(now: datetime) -> Iterator[SyncStep]:
    for job_id, status in SyncJob.objects.order_by().values_list("pk", "status"):
        has_ended = status in {JobStatus.SUCCEEDED, JobStatus.FAILED}
        if has_ended or status == JobStatus.FOLLOWING:
            yield SyncStep(
                job_id=job_id,
                attempt=1,
                name=StepName.PULL_REMOTE,
                started_at=now,
                finished_at=now if has_ended else None,
                done=7,
                total=90,
            )
