"""What the benchmark's sites do at the portal, call by call.

An errand is a generator: it yields a call, is sent the answer, and raises WrongAnswerError when
that is not as it should be. Nothing here needs Django.
"""

import itertools
import json
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.calls import discovery_answer, request
from benchmarks.exchange.entries import large_push, new_ids, push_body, small_push
from benchmarks.exchange.plan import Place, Plan

V5 = "/sync/v5/"
OK = 200
LIMIT = 500
BATCH = 1_024
NOTHING_TO_PUSH = b'{"queueLength":0,"data":[]}'
STARTED = b'{"integrationStarted":true}'
IDLE = b'{"code":"idle","message":"idle","data":null}'
NOTHING_QUEUED = b'{"queueLength":0,"data":[]}'
# A site sleeps so long before each site_status (protocol 3.2).
SITE_SLEEPS = 1.0
# A watched push is asked about more often than a site asks, so that its delay is seen.
WATCH_EVERY = 0.05


class WrongAnswerError(Exception):
    """An answer is not the right one."""


class Call(NamedTuple):
    """One call, to be made `pause` seconds after the last answer; `route` is its row's name."""

    route: str
    request: bytes
    pause: float = 0.0


class Answer(NamedTuple):
    """The status and the body of an answer."""

    status: int
    body: bytes


Errand = Generator[Call, Answer, None]


@dataclass(slots=True)
class Notes:
    """What errands find out beside the times of their calls, in seconds."""

    idle_after: list[float] = field(default_factory=list)


def idle_cycle(place: Place, plan: Plan) -> Errand:
    """A sync with nothing to send or receive, as the portal sees it (protocol 5.2).

    The second and the last call are made by the Open mSupply central server in the site's name.
    """
    site = place.number
    discovery = discovery_answer(site)
    central = f"central_records?cursor={plan.cursor}&limit={LIMIT}"
    nothing_central = b'{"maxCursor":%d,"data":[]}' % plan.cursor
    yield from _get("GET site", site, "site", discovery)
    yield from _get("GET site, validation", site, "site", discovery, SITE_SLEEPS)
    yield from _post("POST queued_records, empty", site, NOTHING_TO_PUSH)
    yield from _get("GET site_status", site, "site_status", IDLE, SITE_SLEEPS)
    yield from _get("GET central_records", site, central, nothing_central)
    yield from _get("GET queued_records", site, f"queued_records?limit={LIMIT}", NOTHING_QUEUED)
    yield from _get("GET site, validation", site, "site", discovery)


def push_of_two(place: Place, count: int) -> Errand:
    """Two records and the POST that ends the push."""
    site = place.number
    yield from _post("POST queued_records, two", site, push_body(2, small_push(place, count)))
    yield from _post("POST queued_records, closing", site, NOTHING_TO_PUSH)


def watched_push_of_two(place: Place, count: int, notes: Notes) -> Errand:
    """As `push_of_two`; afterwards the site asks until it is told that it is idle."""
    yield from push_of_two(place, count)
    closed = time.perf_counter()
    asking = Call("GET site_status, watching", request(place.number, f"{V5}site_status"))
    while (answer := (yield asking)).body != IDLE:
        if answer.status != OK or b"integration_in_progress" not in answer.body:
            raise WrongAnswerError(_told(answer))
        asking = asking._replace(pause=WATCH_EVERY)
    notes.idle_after.append(time.perf_counter() - closed)


def large_pushes(place: Place, plan: Plan, ids: Iterator[str]) -> Errand:
    """Batches of 1,024 records, and the POST that ends the push."""
    for left in range(plan.batches, 0, -1):
        body = push_body(left * BATCH, large_push(place, BATCH, left, ids))
        yield from _post(f"POST queued_records, {BATCH:,}", place.number, body)
    yield from _post("POST queued_records, closing", place.number, NOTHING_TO_PUSH)


def _idle_cycles(plan: Plan, notes: Notes) -> Callable[[Place], Errand]:  # noqa: ARG001
    return lambda place: idle_cycle(place, plan)


def _small_pushes(plan: Plan, notes: Notes) -> Callable[[Place], Errand]:
    counts = itertools.count()

    def push(place: Place) -> Errand:
        # Half of all pushes are transfers, and sites take turns at them.
        turn, number = divmod(next(counts), len(plan.places))
        if plan.watched and number % plan.watched == 0:
            return watched_push_of_two(place, turn + number, notes)
        return push_of_two(place, turn + number)

    return push


def _large_pushes(plan: Plan, notes: Notes) -> Callable[[Place], Errand]:  # noqa: ARG001
    ids = new_ids()
    return lambda place: large_pushes(place, plan, ids)


KINDS = {"idle": _idle_cycles, "small": _small_pushes, "large": _large_pushes}


def _get(route: str, site: int, path: str, wanted: bytes, pause: float = 0.0) -> Errand:
    _expect(wanted, (yield Call(route, request(site, V5 + path), pause)))


def _post(route: str, site: int, body: bytes) -> Errand:
    _expect(STARTED, (yield Call(route, request(site, f"{V5}queued_records", body))))


def _expect(wanted: bytes, answer: Answer) -> None:
    if answer.status != OK or not _same(answer.body, wanted):
        raise WrongAnswerError(_told(answer))


def _same(body: bytes, wanted: bytes) -> bool:
    """Whether both are the same JSON, in whatever order its members are."""
    try:
        return body == wanted or json.loads(body) == json.loads(wanted)
    except ValueError:
        return False


def _told(answer: Answer) -> str:
    return f"{answer.status} {answer.body.decode(errors='replace')[:200]}"
