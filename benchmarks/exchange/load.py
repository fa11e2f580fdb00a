"""Makes the load of one plan: `python -m benchmarks.exchange.load`, plan on stdin, outcome out.

One process with raw sockets, without Django, and with a new connection for each call, as sites make
them. It shares the machine with what it measures; `load_cpu_seconds` says how much it took.
"""

import gc
import heapq
import itertools
import random
import resource
import select
import sys
import time
from collections import deque
from dataclasses import dataclass

from benchmarks.connections import Connection, ConnectionLostError
from benchmarks.exchange.counting import Counts
from benchmarks.exchange.errands import KINDS, Answer, Call, Errand, Notes, WrongAnswerError
from benchmarks.exchange.plan import Outcome, Place, Plan

# Errands that are still under way so long after the last was begun are abandoned.
GRACE_SECONDS = 10.0
# A call beyond this number waits, and its time counts from when it was due.
MOST_CONNECTIONS = 800
ARRIVALS_SEED = 1
# While every site is busy, it is looked so often whether one is free again.
WITHOUT_SITE_SECONDS = 0.01


@dataclass(slots=True, eq=False)
class Going:
    """An errand under way, and the call that it makes next or waits for."""

    errand: Errand
    place: Place
    call: Call
    due: float


class Load:
    """Carries out one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._notes = Notes()
        self._begin_errand = KINDS[plan.kind](plan, self._notes)
        self._free = deque(plan.places)
        self._epoll = select.epoll()
        self._idle = [Connection(plan.port, self._epoll) for _ in range(MOST_CONNECTIONS)]
        self._open: dict[int, tuple[Connection, Going]] = {}
        self._waiting: list[tuple[float, int, Going]] = []
        self._order = itertools.count()
        self._counts = Counts()

    def run(self) -> Outcome:
        """Run all errands, and count."""
        gc.disable()
        start = time.perf_counter()
        end = self._run_at_rate(start) if self._plan.rate else self._run_callers()
        self._counts.last_begun = time.perf_counter()
        while self._under_way and time.perf_counter() < end + GRACE_SECONDS:
            self._go_on(end + GRACE_SECONDS)
        elapsed = time.perf_counter() - start
        return self._counts.outcome(start, elapsed, self._under_way, self._notes, _cpu_seconds())

    @property
    def _under_way(self) -> int:
        return len(self._open) + len(self._waiting)

    def _run_at_rate(self, start: float) -> float:
        """Errands begin at random moments, as those of sites that know nothing of each other do."""
        arrivals = random.Random(ARRIVALS_SEED)
        end, due = start + self._plan.seconds, start
        while due < end:
            if due <= time.perf_counter() and self._free:
                self._begin(due)
                due += arrivals.expovariate(self._plan.rate)
            else:
                self._go_on(due if self._free else time.perf_counter() + WITHOUT_SITE_SECONDS)
        return end

    def _run_callers(self) -> float:
        while self._counts.begun < self._plan.errands:
            if self._under_way < self._plan.callers and self._free:
                self._begin(time.perf_counter())
            else:
                self._go_on(time.perf_counter() + 1)
        return time.perf_counter()

    def _begin(self, due: float) -> None:
        place = self._free.popleft()
        errand = self._begin_errand(place)
        self._counts.begun += 1
        self._wait(Going(errand, place, next(errand), due))

    def _wait(self, going: Going) -> None:
        heapq.heappush(self._waiting, (going.due, next(self._order), going))

    def _go_on(self, until: float) -> None:
        """Makes the calls that are due, and takes the answers that come before `until`."""
        while self._waiting and self._idle and self._waiting[0][0] <= time.perf_counter():
            self._send(heapq.heappop(self._waiting)[2])
        if self._waiting and self._idle:
            until = min(until, self._waiting[0][0])
        # epoll itself counts in whole milliseconds, which is too coarse for the moments of calls.
        pause = max(until - time.perf_counter(), 0.0)
        if select.select([self._epoll], [], [], pause)[0]:
            for descriptor, _ in self._epoll.poll(0):
                self._go_on_with(descriptor)

    def _send(self, going: Going) -> None:
        connection = self._idle.pop()
        try:
            self._open[connection.begin(going.call.request)] = connection, going
        except ConnectionLostError as error:
            self._end_call(connection)
            self._end(going, str(error))

    def _go_on_with(self, descriptor: int) -> None:
        connection, going = self._open[descriptor]
        try:
            answer = connection.go_on()
        except ConnectionLostError as error:
            del self._open[descriptor]
            self._end_call(connection)
            self._end(going, str(error))
            return
        if answer is not None:
            del self._open[descriptor]
            self._end_call(connection)
            self._take(going, Answer(*answer))

    def _take(self, going: Going, answer: Answer) -> None:
        """Hands the answer to the errand, which makes its next call or is over."""
        now = time.perf_counter()
        self._counts.answered(going.call.route, now - going.due)
        try:
            going.call = going.errand.send(answer)
        except StopIteration:
            self._end(going)
        except WrongAnswerError as error:
            self._end(going, f"{going.call.route}: {error}")
        else:
            going.due = now + going.call.pause
            self._wait(going)

    def _end_call(self, connection: Connection) -> None:
        connection.close()
        self._idle.append(connection)

    def _end(self, going: Going, mistake: str = "") -> None:
        self._counts.ended(mistake)
        self._free.append(going.place)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(Load(Plan.from_json(sys.stdin.read())).run().as_json())
