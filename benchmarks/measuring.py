"""One measurement: the load of a plan, and what it cost the servers."""

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.machine import postmaster
from benchmarks.plan import Outcome, Plan
from benchmarks.processor_time import cpu_seconds
from portal.environment import BASE_DIR
from tests.support.servers import PortalServer

LOAD = (sys.executable, "-m", "benchmarks.load")
# The load ends by itself; this long after its plan it is ended.
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Sample:
    """The outcome of a plan and the processor time of a call, in microseconds of one core.

    `database_cpu` is None when the database is on another machine.
    """

    outcome: Outcome
    web_cpu: float
    database_cpu: float | None
    load_cpu: float


class WrongAnswerError(Exception):
    """An answer was not the right one, so that no figure means anything."""


def measure(server: PortalServer, *plans: Plan) -> list[Sample]:
    """Carries out the plans at the same time, each in a process of its own.

    Raises WrongAnswerError when any answer was wrong.
    """
    database = postmaster()
    before = cpu_seconds(server.pid), cpu_seconds(database) if database else 0.0
    outcomes = _carry_out(plans)
    after = cpu_seconds(server.pid), cpu_seconds(database) if database else 0.0
    for outcome in outcomes:
        if outcome.wrong:
            raise WrongAnswerError(f"{outcome.wrong} wrong answers; {outcome.first_mistake}")
    calls = sum(_answers(outcome) for outcome in outcomes) / 1e6
    web, in_database = (after[0] - before[0]) / calls, (after[1] - before[1]) / calls
    return [
        Sample(
            outcome,
            web,
            in_database if database else None,
            outcome.load_cpu_seconds / _answers(outcome) * 1e6,
        )
        for outcome in outcomes
    ]


def median(samples: Sequence[Sample], figure: Callable[[Sample], float]) -> float:
    """The median of one figure of the samples."""
    return statistics.median(map(figure, samples))


def _answers(outcome: Outcome) -> int:
    return max(outcome.answered + outcome.told_to_wait, 1)


def _carry_out(plans: Sequence[Plan]) -> list[Outcome]:
    loads = [
        subprocess.Popen(  # noqa: S603 - the benchmark's own program
            LOAD, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in plans
    ]
    try:
        for load, plan in zip(loads, plans, strict=True):
            assert load.stdin is not None  # noqa: S101 - it was asked for
            load.stdin.write(plan.as_json())
            load.stdin.close()
            load.stdin = None
        patience = max(plan.seconds for plan in plans) + PATIENCE_SECONDS
        return [Outcome.from_json(load.communicate(timeout=patience)[0]) for load in loads]
    finally:
        for load in loads:
            load.kill()
            load.wait()
