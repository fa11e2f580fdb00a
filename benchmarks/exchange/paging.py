"""What a page costs at the head of a short queue and of a very long one."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from benchmarks.exchange.records import load_central_records, load_queue, load_records_of_store
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, open_queues, places, site_id
from syncjobs.exchange.acknowledging import acknowledge_records
from syncjobs.exchange.pulling import central_page, queue_page
from syncjobs.models import QueuedRecord, SiteQueue

# The records are those of the site that is initialised; both sites are sent them.
OWNER, DEEP, SHALLOW = 0, 1, 2
LIMIT = 500
PAGES = 12
FIRST_PAGES = 2
WHAT = ("queue_page", "acknowledge_records", "central_page")
_DEAD_ROWS = """
    SELECT n_dead_tup, autovacuum_count FROM pg_stat_user_tables
    WHERE relname = 'syncjobs_queuedrecord'
"""


@dataclass(slots=True)
class Pages:
    """Milliseconds of the calls of one site, by what was called, in their order."""

    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in WHAT})

    def median(self, name: str) -> float:
        """The median, without the first pages, for which statements are still being prepared."""
        return statistics.median(self.times[name][FIRST_PAGES:])


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:  # noqa: ARG001
    """Pulls from both queues by turns, before and after much of the long one is acknowledged."""
    owner, *_ = places(range(OWNER, SHALLOW + 1))
    load_records_of_store(owner.store_id, sizes.records)
    last_cursor = load_central_records(sizes.central_records)
    open_queues(range(DEEP, SHALLOW + 1))
    load_queue(site_id(DEEP), owner.store_id, sizes.deep_queue)
    load_queue(site_id(SHALLOW), owner.store_id, sizes.shallow_queue)
    cursors = {DEEP: 0, SHALLOW: last_cursor - sizes.shallow_queue}
    _print_turns("the long queue is new", cursors, sizes, mistakes)
    started = time.perf_counter()
    _acknowledge_many(sizes.acknowledged, mistakes)
    seconds = time.perf_counter() - started
    title = (
        f"{sizes.acknowledged:,} of the long queue were pulled and acknowledged"
        f" ({number(sizes.acknowledged / seconds)} a second, {_dead_rows()})"
    )
    load_queue(site_id(SHALLOW), owner.store_id, sizes.shallow_queue)
    _print_turns(title, cursors, sizes, mistakes)


def _print_turns(title: str, cursors: dict[int, int], sizes: Sizes, mistakes: Mistakes) -> None:
    pages = {SHALLOW: Pages(), DEEP: Pages()}
    for _ in range(PAGES + FIRST_PAGES):
        for site, found in pages.items():
            _pull(site, cursors[site], found, mistakes)
    rows = []
    for name in WHAT:
        short, long = pages[SHALLOW].median(name), pages[DEEP].median(name)
        rows.append((name, number(short, 1), number(long, 1), f"{long / short:.2f}"))
    log = sizes.central_records
    head = (
        f"{LIMIT} rows, ms (median of {PAGES}, by turns)",
        f"{sizes.shallow_queue:,} waiting",
        f"{sizes.deep_queue:,} waiting; of the log {log:,}",
        "ratio (aim: 1.5 at most)",
    )
    print_table(f"Pull and acknowledge; {title}", head, rows)


def _pull(site: int, cursor: int, pages: Pages, mistakes: Mistakes) -> None:
    page = json.loads(_timed("queue_page", lambda: queue_page(site_id(site), LIMIT).body, pages))
    ids = [int(entry["syncOutId"]) for entry in page["data"]]
    waiting = SiteQueue.objects.get(site_id=site_id(site)).length
    mistakes.expect((len(ids), page["queueLength"]), (LIMIT, waiting), "A page of the queue")
    acknowledge = lambda: acknowledge_records(site_id(site), ids)  # noqa: E731
    mistakes.expect(_timed("acknowledge_records", acknowledge, pages), LIMIT, "Acknowledged")
    central = json.loads(
        _timed("central_page", lambda: central_page(site_id(site), cursor, LIMIT).body, pages)
    )
    found = [entry["ID"] for entry in central["data"]]
    mistakes.expect(found, list(range(cursor + 1, cursor + LIMIT + 1)), "A page of the log")


def _timed(name: str, call: Callable[[], Any], pages: Pages) -> Any:
    started = time.perf_counter()
    result = call()
    pages.times[name].append((time.perf_counter() - started) * 1000)
    return result


def _acknowledge_many(count: int, mistakes: Mistakes) -> None:
    """As a site does it, page by page."""
    before = QueuedRecord.objects.filter(site_id=site_id(DEEP)).count()
    for _ in range(count // LIMIT):
        page = json.loads(queue_page(site_id(DEEP), LIMIT).body)
        acknowledge_records(site_id(DEEP), [int(entry["syncOutId"]) for entry in page["data"]])
    after = QueuedRecord.objects.filter(site_id=site_id(DEEP)).count()
    mistakes.expect(before - after, count, "Acknowledged of the long queue")


def _dead_rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_DEAD_ROWS)
        dead, vacuumed = cursor.fetchone()
    return f"{dead:,} dead rows, autovacuum came {vacuumed} times"
