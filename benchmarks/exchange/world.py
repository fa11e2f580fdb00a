"""The servers of the benchmark of the exchange, and its sites."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from django.db import connection

from benchmarks.calls import FIRST_ID
from benchmarks.exchange.plan import Place
from benchmarks.surroundings import scratch_database
from portal.environment import env
from sites.models import Store
from syncjobs.models import SiteQueue
from tests.support.commands import command_of
from tests.support.environments import process_environment
from tests.support.processes import BackgroundProcess
from tests.support.servers import PortalServer, ValkeyServer
from tests.support.waiting import wait_for

START_SECONDS = 60.0
ERROR_LINES = 30
WORKERS = ("worker", "pushes")


@dataclass(frozen=True, slots=True)
class World:
    """The programs of production on a scratch database; all but Valkey run when they are needed."""

    valkey: ValkeyServer
    portal: PortalServer
    workers: Sequence[BackgroundProcess]

    @contextmanager
    def serving(self) -> Iterator[PortalServer]:
        """The web server runs."""
        self.portal.start()
        try:
            yield self.portal
        finally:
            self.portal.stop()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Both workers run, and hear."""
        try:
            for worker in self.workers:
                worker.start()
            wait_for(self._all_hear, START_SECONDS, "An answer of the workers")
            yield
        finally:
            for worker in self.workers:
                worker.stop()
                _show_errors(worker)

    def _all_hear(self) -> bool:
        return len(current_app.control.ping(timeout=1.0) or ()) == len(self.workers)


@contextmanager
def world() -> Iterator[World]:
    """Starts Valkey on an empty database, and ends everything afterwards."""
    with scratch_database():
        environment = process_environment(connection.settings_dict)
        names = ("WEB_PROCESSES", "WEB_THREADS", "WORKER_THREADS")
        environment |= {name: str(env(name)) for name in names}
        folder = settings.DATA_DIR
        valkey = ValkeyServer(folder, environment)
        portal = PortalServer(environment, folder / "portal.out")
        workers = [
            BackgroundProcess(command_of(name, environment), environment, folder / f"{name}.out")
            for name in WORKERS
        ]
        valkey.start()
        try:
            yield World(valkey, portal, workers)
        finally:
            valkey.stop()


def _show_errors(program: BackgroundProcess) -> None:
    lines = program.output().splitlines()
    if any("ERROR" in line for line in lines):
        print(*lines[-ERROR_LINES:], sep="\n", file=sys.stderr, flush=True)


def site_id(number: int) -> int:
    """The id of the site with this number."""
    return FIRST_ID + number


def places(numbers: range) -> list[Place]:
    """These sites with their first stores; each sends its transfers to the next one's store."""
    stores: dict[int, Store] = {}
    ids = range(site_id(numbers.start), site_id(numbers.stop))
    for store in Store.objects.filter(site_id__in=ids, code__endswith="-0"):
        assert store.site_id is not None  # noqa: S101 - it is one of these sites
        stores[store.site_id] = store
    return [
        Place(
            number,
            stores[site_id(number)].pk,
            stores[ids[(place + 1) % len(ids)]].name_id,
        )
        for place, number in enumerate(numbers)
    ]


def open_queues(numbers: range) -> None:
    """Makes these sites ones that have asked for their data, and got it."""
    SiteQueue.objects.bulk_create(
        [SiteQueue(site_id=site_id(number)) for number in numbers], ignore_conflicts=True
    )
