"""What a call of each route costs in one process without a server, and in which layers."""

import io
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.calls import request
from benchmarks.exchange.entries import push_body, small_push
from benchmarks.exchange.errands import LIMIT, NOTHING_TO_PUSH, V5
from benchmarks.exchange.layers import NAMES, watching
from benchmarks.exchange.plan import Place
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, open_queues, places
from portal.wsgi import answers
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import CentralLog, PushedBatch

SITES: Final = range(600, 700)
TURNS: Final = 5
Wanted = Callable[[Place, int], tuple[str, bytes | None]]


@dataclass(slots=True)
class Costs:
    """What the calls of one route cost: microseconds of each turn, and where they were met."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    layers: Counter[str] = field(default_factory=Counter)
    queries: int = 0


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:  # noqa: ARG001
    """Calls the routes of the idle cycle and of a small push by turns."""
    open_queues(SITES)
    callers = places(SITES)
    routes = _routes()
    costs = {name: Costs() for name in routes}
    for name, wanted in routes.items():
        for _ in _calls(wanted, callers, len(callers), mistakes):
            """The sites are remembered afterwards, and statements prepared."""
        with CaptureQueriesContext(connection) as queries:
            next(_calls(wanted, callers, 1, mistakes))
        costs[name].queries = len(queries)
    for _ in range(TURNS):
        for name, wanted in routes.items():
            _turn(wanted, callers, sizes.profile_seconds / TURNS, costs[name], mistakes)
            PushedBatch.objects.all().delete()
    _print(costs)
    _print_integration(callers, sizes)


def _routes() -> dict[str, Wanted]:
    cursor = CentralLog.objects.get().last_cursor
    central = f"central_records?cursor={cursor}&limit={LIMIT}"
    return {
        "GET site": lambda place, count: ("site", None),  # noqa: ARG005
        "GET site_status": lambda place, count: ("site_status", None),  # noqa: ARG005
        "GET central": lambda place, count: (central, None),  # noqa: ARG005
        "GET queued": lambda place, count: (f"queued_records?limit={LIMIT}", None),  # noqa: ARG005
        "POST, nothing": lambda place, count: ("queued_records", NOTHING_TO_PUSH),  # noqa: ARG005
        "POST two": lambda place, count: ("queued_records", push_body(2, small_push(place, count))),
        "POST two, last": lambda place, count: (
            "queued_records",
            push_body(0, small_push(place, count)),
        ),
    }


def _turn(
    wanted: Wanted, callers: Sequence[Place], seconds: float, costs: Costs, mistakes: Mistakes
) -> None:
    """Half of the time without being watched, for the figures; then watched, for the layers."""
    count = 0
    started, spent = time.perf_counter(), time.thread_time()
    while time.perf_counter() - started < seconds / 2:
        count += sum(1 for _ in _calls(wanted, callers, len(callers), mistakes))
    costs.processor.append((time.thread_time() - spent) / count * 1e6)
    costs.wall.append((time.perf_counter() - started) / count * 1e6)
    with watching(costs.layers):
        started = time.perf_counter()
        while time.perf_counter() - started < seconds / 2:
            for _ in _calls(wanted, callers, len(callers), mistakes):
                """The layers are counted meanwhile."""


def _calls(
    wanted: Wanted, callers: Sequence[Place], count: int, mistakes: Mistakes
) -> Iterator[None]:
    for number_of_call in range(count):
        place = callers[number_of_call % len(callers)]
        status = _call(_environ(request(place.number, *_path(*wanted(place, number_of_call)))))
        mistakes.expect(status, "200 OK", "The answer to a call in this process")
        yield


def _path(path: str, body: bytes | None) -> tuple[str, bytes | None]:
    return V5 + path, body


def _call(environ: dict[str, Any]) -> str:
    statuses: list[str] = []
    answer = answers(environ, lambda status, headers: statuses.append(status))  # noqa: ARG005
    b"".join(answer)
    return statuses[0]


def _environ(sent: bytes) -> dict[str, Any]:
    """What a WSGI server makes of a request."""
    head, _, body = sent.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, protocol = first.split(" ")
    path, _, query = target.partition("?")
    headers = (line.split(": ", 1) for line in lines)
    named = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers}
    return named | {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": protocol,
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": named.get("HTTP_CONTENT_LENGTH", ""),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }


def _print(costs: dict[str, Costs]) -> None:
    head = ("one process, no server", *costs)
    rows = [
        ("processor µs", *(number(statistics.median(each.processor)) for each in costs.values())),
        ("µs by the clock", *(number(statistics.median(each.wall)) for each in costs.values())),
        ("queries", *(number(each.queries) for each in costs.values())),
        *(
            (name, *(_share(each.layers, name) for each in costs.values()))
            for name in NAMES
            if any(each.layers[name] for each in costs.values())
        ),
    ]
    print_table("What a call is made of: shares of the processor time", head, rows)


def _share(found: Counter[str], name: str) -> str:
    return f"{found[name] / max(found.total(), 1):.0%}"


def _print_integration(callers: Sequence[Place], sizes: Sizes) -> None:
    """Small pushes that wait together, integrated in this process."""
    layers: Counter[str] = Counter()
    records, spent, ended = 0, 0.0, time.perf_counter() + sizes.profile_seconds
    count = 0
    while time.perf_counter() < ended:
        count += 1
        entries = [small_push(place, count) for place in callers]
        PushedBatch.objects.bulk_create(
            PushedBatch(
                site_id=1_000 + place.number,
                record_count=len(pushed),
                body=push_body(0, pushed).decode(),
                is_complete=True,
            )
            for place, pushed in zip(callers, entries, strict=True)
        )
        started = time.thread_time()
        with watching(layers):
            integrate_complete_pushes()
        spent += time.thread_time() - started
        records += sum(map(len, entries))
    rows = [("processor µs a record", number(spent / records * 1e6))]
    rows += [(name, _share(layers, name)) for name in NAMES if layers[name]]
    title = f"Integrating {len(callers)} pushes of two together: shares of the processor time"
    print_table(title, ("one process", "figure"), rows)
