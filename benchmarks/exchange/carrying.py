"""Carrying out a plan of the load, and what it costs each program."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.exchange.plan import Outcome, Plan
from benchmarks.exchange.world import World
from benchmarks.machine import postmaster
from benchmarks.processor_time import cpu_seconds
from portal.environment import BASE_DIR

LOAD = (sys.executable, "-m", "benchmarks.exchange.load")
# The load ends by itself; this long after its plan it is ended.
PATIENCE_SECONDS = 120
LOOK_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of processor time that a run took, of one core."""

    web: float
    workers: float
    database: float
    valkey: float
    load: float

    @property
    def all(self) -> float:
        """All programs together."""
        return self.web + self.workers + self.database + self.valkey + self.load


def _nothing() -> None:
    """Nothing is to be done."""


def carry_out(
    world: World,
    plan: Plan,
    *,
    look: Callable[[], None] = _nothing,
    afterwards: Callable[[], None] = _nothing,
) -> tuple[Outcome, Costs]:
    """Carries the plan out; `look` is called twice a second meanwhile, `afterwards` at the end.

    What happens afterwards counts as a part of the costs.
    """
    before = _spent(world)
    outcome = _carry_out(plan, look)
    afterwards()
    web, workers, database, valkey = (
        now - then for now, then in zip(_spent(world), before, strict=True)
    )
    return outcome, Costs(web, workers, database, valkey, outcome.load_cpu_seconds)


def _spent(world: World) -> tuple[float, float, float, float]:
    workers = sum(cpu_seconds(worker.pid) for worker in world.workers if worker.is_alive())
    web = cpu_seconds(world.portal.pid) if world.portal.is_alive() else 0.0
    database = postmaster()
    in_database = cpu_seconds(database) if database else 0.0
    return web, workers, in_database, cpu_seconds(world.valkey.pid)


def _carry_out(plan: Plan, look: Callable[[], None]) -> Outcome:
    load = subprocess.Popen(  # noqa: S603 - the benchmark's own program
        LOAD, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert load.stdin is not None  # noqa: S101 - it was asked for
    try:
        load.stdin.write(plan.as_json())
        load.stdin.close()
        load.stdin = None
        started = time.monotonic()
        while time.monotonic() - started < plan.seconds + PATIENCE_SECONDS:
            look()
            try:
                return Outcome.from_json(load.communicate(timeout=LOOK_EVERY)[0])
            except subprocess.TimeoutExpired:
                continue
        raise TimeoutError(f"The load {plan.kind} did not end.")
    finally:
        load.kill()
        load.wait()
