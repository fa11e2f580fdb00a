"""Does a program grow with the queue that is pulled through it, or with what it integrates?"""

import http.client
import json
from collections.abc import Callable
from typing import Any

from benchmarks.calls import request
from benchmarks.exchange.carrying import carry_out
from benchmarks.exchange.errands import BATCH, V5
from benchmarks.exchange.integrating import count_forgotten, wait_until_integrated
from benchmarks.exchange.plan import Plan
from benchmarks.exchange.process_memory import resident_mib
from benchmarks.exchange.records import load_queue, load_records_of_store
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, open_queues, places, site_id
from syncjobs.models import QueuedRecord
from tests.support.servers import PortalServer

OWNER, PULLING = 0, 3
PUSHING = range(1_100, 1_110)
# The largest page that the portal gives.
LIMIT = 2_000
BATCHES = 5
PARTS = 4


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:
    """Pulls a million rows through the web server, and has a hundred thousand integrated."""
    open_queues(range(PULLING, PULLING + 1))
    open_queues(PUSHING)
    owner, *_ = places(range(OWNER, PULLING + 1))
    load_records_of_store(owner.store_id, sizes.records)
    load_queue(site_id(PULLING), owner.store_id, sizes.records)
    with world.serving() as portal:
        pulled = _pull_parts(portal, sizes, mistakes)
        left = QueuedRecord.objects.filter(site_id=site_id(PULLING)).count()
        mistakes.expect(left, 0, "Rows that are left")
        pushed = _push_parts(world, sizes, mistakes)
    rows = [
        (f"a web process, {sizes.records:,} rows pulled in pages of {LIMIT:,}", *pulled),
        (f"a worker, {sizes.growth:,} records integrated", *pushed),
    ]
    head = ("resident MiB after", "the start", *(f"{part}/{PARTS}" for part in range(1, PARTS + 1)))
    print_table("Memory: must not grow with what goes through", head, rows)


def _parts(part: Callable[[], None], resident: Callable[[], float]) -> list[str]:
    """The resident set before, and after each part."""
    sizes = [resident()]
    for _ in range(PARTS):
        part()
        sizes.append(resident())
    return [number(size, 1) for size in sizes]


def _pull_parts(portal: PortalServer, sizes: Sizes, mistakes: Mistakes) -> list[str]:
    pages = sizes.records // LIMIT
    return _parts(lambda: _pull(portal, pages // PARTS, mistakes), lambda: resident_mib(portal.pid))


def _pull(portal: PortalServer, pages: int, mistakes: Mistakes) -> None:
    for _ in range(pages):
        page = json.loads(_call(portal, f"queued_records?limit={LIMIT}"))
        ids = [entry["syncOutId"] for entry in page["data"]]
        mistakes.expect(len(ids), LIMIT, "The length of a page")
        _call(portal, "acknowledged_records", {"syncIDs": ids})


def _call(portal: PortalServer, path: str, body: Any = None) -> bytes:
    """The body of the answer; packed answers are asked for by nobody here."""
    sent = request(PULLING, V5 + path, None if body is None else json.dumps(body).encode())
    head, _, data = sent.partition(b"\r\n\r\n")
    _, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines) | {"accept-encoding": "identity"}
    connection = http.client.HTTPConnection(portal.host, portal.port, timeout=60)
    try:
        connection.request("GET" if body is None else "POST", V5 + path, data or None, headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def _push_parts(world: World, sizes: Sizes, mistakes: Mistakes) -> list[str]:
    pushers = places(PUSHING)

    def push() -> None:
        plan = Plan(
            port=world.portal.port,
            kind="large",
            places=pushers,
            callers=2,
            errands=max(sizes.growth // (BATCH * BATCHES * PARTS), 1),
            batches=BATCHES,
        )
        outcome, _ = carry_out(world, plan, afterwards=wait_until_integrated)
        mistakes.add(outcome.wrong, outcome.first_mistake)
        count_forgotten(mistakes)

    with world.working():
        return _parts(push, lambda: max(resident_mib(each.pid) for each in world.workers))
