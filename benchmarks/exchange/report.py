"""Runs the measurements of the exchange and prints their tables."""

import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.calls import SITES
from benchmarks.exchange import (
    fleet,
    growth,
    initialising,
    integrating,
    paging,
    profiling,
    pushing,
)
from benchmarks.exchange.sizes import FULL, SHORT, Sizes
from benchmarks.exchange.tables import Mistakes
from benchmarks.exchange.world import World, open_queues, world
from benchmarks.machine import describe_machine
from benchmarks.register import register_sites, remember_sites

Measure = Callable[[World, Sizes, Mistakes], None]
# In an order in which later ones use the records that earlier ones have made.
PARTS: dict[str, Measure] = {
    "initialise": initialising.measure,
    "fleet": fleet.measure,
    "profile": profiling.measure,
    "push": pushing.measure,
    "integrate": integrating.measure,
    "memory": growth.measure,
    "pull": paging.measure,
}
NO_SIGN_INS = range(0)


def print_report(only: Sequence[str], *, short: bool) -> None:
    """Prepares, measures and prints the named parts, or all."""
    sizes = SHORT if short else FULL
    started = time.monotonic()
    with world() as servers:
        print("\n".join(describe_machine()), flush=True)
        _say("registering the sites")
        register_sites(NO_SIGN_INS)
        remember_sites(range(SITES))
        open_queues(range(1))
        mistakes = Mistakes()
        for name in only or PARTS:
            _say(name)
            began = time.monotonic()
            PARTS[name](servers, sizes, mistakes)
            _say(f"{name} took {time.monotonic() - began:.0f} seconds")
    print(f"\nWrong answers: {mistakes}.")
    print(f"\nTook {time.monotonic() - started:.0f} seconds.")


def _say(what: str) -> None:
    """Says what is being measured, beside the tables."""
    print(f"... {what}", file=sys.stderr, flush=True)
