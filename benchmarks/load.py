"""Makes the load of one plan: `python -m benchmarks.load`, plan on stdin, outcome on stdout.

One process with raw sockets, without Django. Every answer is compared with what its site must be
told. It shares the machine with what it measures; `load_cpu_seconds` says how much it took.
"""

import gc
import json
import random
import resource
import select
import statistics
import sys
import time
from dataclasses import dataclass, field

from benchmarks.calls import CONSTANT_ANSWER, CONSTANT_PATH, discovery_answer, request
from benchmarks.connections import Connection, ConnectionLostError
from benchmarks.plan import Outcome, Plan
from benchmarks.turns import Cycles, SignIns, Turns

OK = 200
UNAVAILABLE = 503
# Calls that are still open so long after the end are abandoned.
GRACE_SECONDS = 10.0
# A caller beyond this number waits, and its time counts from when it was due.
MOST_CONNECTIONS = 500
ARRIVALS_SEED = 1


@dataclass(slots=True)
class Counts:
    """What was counted so far; times in seconds."""

    times: list[float] = field(default_factory=list)
    waiting_times: list[float] = field(default_factory=list)
    wrong: int = 0
    first_mistake: str = ""

    def mistake(self, what: str) -> None:
        """Counts an answer that should not be."""
        self.wrong += 1
        self.first_mistake = self.first_mistake or what


class Load:
    """Carries out one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        sites = range(plan.first_site, plan.first_site + plan.sites)
        self._requests = {site: request(site, plan.path) for site in sites}
        self._answers = {site: self._answer_of(site) for site in sites}
        kind = SignIns if plan.signing_in else Cycles
        self._turns: Turns = kind(plan.first_site, plan.sites)
        self._epoll = select.epoll()
        self._open: dict[int, Connection] = {}
        self._idle = [Connection(plan.port, self._epoll) for _ in range(MOST_CONNECTIONS)]
        self._counts = Counts()

    def run(self) -> Outcome:
        """Make all calls, and count."""
        gc.disable()
        cpu_before = _cpu_seconds()
        start = time.perf_counter()
        end = start + self._plan.seconds
        if self._plan.rate:
            self._run_at_rate(start, end)
        else:
            self._run_callers(end)
        self._finish(end + GRACE_SECONDS)
        return self._outcome(time.perf_counter() - start, _cpu_seconds() - cpu_before)

    def _run_callers(self, end: float) -> None:
        for _ in range(self._plan.callers):
            self._begin(time.perf_counter())
        while (now := time.perf_counter()) < end:
            for _ in range(self._go_on(end - now)):
                self._begin(time.perf_counter())

    def _run_at_rate(self, start: float, end: float) -> None:
        """Calls begin at random moments, as those of sites that know nothing of each other do."""
        arrivals = random.Random(ARRIVALS_SEED)
        due = start
        while due < end:
            now = time.perf_counter()
            if due <= now and self._idle:
                self._begin(due)
                due += arrivals.expovariate(self._plan.rate)
            else:
                self._go_on(max(due - now, 0.0))

    def _finish(self, until: float) -> None:
        while self._open and (now := time.perf_counter()) < until:
            self._go_on(until - now)

    def _begin(self, due: float) -> None:
        site = self._turns.next()
        if site is None:
            return
        connection = self._idle.pop()
        connection.site, connection.due = site, due
        try:
            self._open[connection.begin(self._requests[site])] = connection
        except ConnectionLostError as error:
            self._end(connection, str(error))

    def _go_on(self, seconds: float) -> int:
        """Waits at most `seconds` for something to happen; returns how many calls ended."""
        # epoll itself counts in whole milliseconds, which is too coarse for the moments of calls.
        if not select.select([self._epoll], [], [], seconds)[0]:
            return 0
        return sum(self._go_on_with(descriptor) for descriptor, _ in self._epoll.poll(0))

    def _go_on_with(self, descriptor: int) -> bool:
        connection = self._open[descriptor]
        try:
            answer = connection.go_on()
        except ConnectionLostError as error:
            del self._open[descriptor]
            self._end(connection, str(error))
            return True
        if answer is None:
            return False
        del self._open[descriptor]
        self._count(connection, *answer)
        self._end(connection)
        return True

    def _end(self, connection: Connection, mistake: str = "") -> None:
        if mistake:
            self._counts.mistake(mistake)
        if mistake or not self._plan.kept_connections:
            connection.close()
        self._idle.append(connection)

    def _count(self, connection: Connection, status: int, body: bytes) -> None:
        seconds = time.perf_counter() - connection.due
        if status == OK and _same(body, self._answers[connection.site]):
            self._counts.times.append(seconds)
            self._turns.let_in(connection.site)
        elif self._plan.signing_in and status == UNAVAILABLE and b"site_auth_timeout" in body:
            self._counts.waiting_times.append(seconds)
            self._turns.told_to_wait(connection.site)
        else:
            self._counts.mistake(f"{status} {body.decode(errors='replace')[:200]}")

    def _answer_of(self, site: int) -> bytes:
        return CONSTANT_ANSWER if self._plan.path == CONSTANT_PATH else discovery_answer(site)

    def _outcome(self, seconds: float, cpu_seconds: float) -> Outcome:
        times, counts = self._counts.times or [0.0], self._counts
        return Outcome(
            seconds=seconds,
            answered=len(counts.times),
            told_to_wait=len(counts.waiting_times),
            wrong=counts.wrong,
            unanswered=len(self._open),
            p50=statistics.median(times) * 1000,
            p99=_percentile(times, 0.99) * 1000,
            longest=max(times) * 1000,
            told_to_wait_p99=_percentile(counts.waiting_times or [0.0], 0.99) * 1000,
            load_cpu_seconds=cpu_seconds,
            first_mistake=counts.first_mistake,
        )


def _same(body: bytes, wanted: bytes) -> bool:
    """Whether both are the same JSON, in whatever order its members are."""
    return body == wanted or json.loads(body) == json.loads(wanted)


def _percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(Load(Plan(**json.load(sys.stdin))).run().as_json())
