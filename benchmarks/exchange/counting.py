"""Counting what the load meets."""

import statistics
import time
from dataclasses import dataclass, field

from benchmarks.exchange.errands import Notes
from benchmarks.exchange.plan import Outcome, Times


@dataclass(slots=True)
class Counts:
    """What was counted so far; times in seconds."""

    begun: int = 0
    last_begun: float = 0.0
    wrong: int = 0
    first_mistake: str = ""
    times: dict[str, list[float]] = field(default_factory=dict)
    ends: list[float] = field(default_factory=list)

    def answered(self, route: str, seconds: float) -> None:
        """Counts an answer."""
        self.times.setdefault(route, []).append(seconds)

    def ended(self, mistake: str) -> None:
        """Counts an errand that is over; what went wrong, if anything."""
        if mistake:
            self.wrong += 1
            self.first_mistake = self.first_mistake or mistake
        else:
            self.ends.append(time.perf_counter())

    def outcome(
        self, start: float, elapsed: float, unfinished: int, notes: Notes, cpu_seconds: float
    ) -> Outcome:
        """Everything that was counted."""
        return Outcome(
            begun=self.begun,
            finished=len(self.ends),
            unfinished=unfinished,
            per_second=self._per_second(start),
            elapsed=elapsed,
            load_cpu_seconds=cpu_seconds,
            wrong=self.wrong,
            first_mistake=self.first_mistake,
            routes={route: times_of(times) for route, times in self.times.items()},
            idle_after=times_of(notes.idle_after) if notes.idle_after else None,
        )

    def _per_second(self, start: float) -> float:
        """Errands that ended a second, in as much time as they were begun in.

        It is counted from the first end on: earlier, none could have come to its end.
        """
        if not self.ends:
            return 0.0
        seconds = self.last_begun - start
        return sum(end <= self.ends[0] + seconds for end in self.ends) / seconds


def times_of(seconds: list[float]) -> Times:
    """The figures of these times."""
    ordered = sorted(seconds)
    return Times(
        count=len(ordered),
        p50=statistics.median(ordered) * 1000,
        p99=ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)] * 1000,
        longest=ordered[-1] * 1000,
    )
