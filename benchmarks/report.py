"""Runs all measurements and prints their tables."""

import sys
import time
from dataclasses import dataclass

from benchmarks.calls import CONSTANT_PATH, SITES
from benchmarks.machine import describe_machine
from benchmarks.measuring import Sample, measure
from benchmarks.plan import Plan
from benchmarks.register import forget_everybody, let_time_pass, register_sites, remember_sites
from benchmarks.surroundings import Surroundings, surroundings
from benchmarks.tables import print_rounds, print_rows, print_sign_ins

DISCOVERY_PATH = "/sync/v5/site"
RATE = 400.0
RATE_OF_REMEMBERED = 100.0
CALLERS = 32
ROUNDS = 3
WAYS = {False: "new connection per call", True: "kept connections"}
# The sites that call in the steady state, and those of which some must be unknown. What is
# measured in a run is far fewer, but processes remember them all.
STEADY = range(10_000)
UNSEEN = range(STEADY.stop, 30_000)
SIGNING_IN = range(UNSEEN.stop, UNSEEN.stop + 1_600)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long is measured, in seconds."""

    round: float
    sustained: float
    warm_up: float


FULL = Lengths(round=6, sustained=20, warm_up=20)
SHORT = Lengths(round=1, sustained=2, warm_up=2)


def print_report(*, short: bool) -> None:
    """Prepare, measure and print; takes about five minutes."""
    lengths = SHORT if short else FULL
    started = time.monotonic()
    with surroundings() as servers:
        print("\n".join(describe_machine()), flush=True)
        _say("registering the sites")
        register_sites(SIGNING_IN)
        remember_sites(range(SITES))
        _report_restart(servers, lengths)
        _warm_up(servers, lengths)
        _report_rounds(servers, lengths)
        _report_sustained(servers, lengths)
        _report_lost_cache(servers, lengths)
    print(f"\nTook {time.monotonic() - started:.0f} seconds.")


def _report_restart(servers: Surroundings, lengths: Lengths) -> None:
    """The web server has just started; the shared cache knows every site."""
    _say("after a restart")
    rows: list[tuple[str, Sample]] = []
    middle = UNSEEN.start + len(UNSEEN) // 2
    servers.restart_portal()
    plan = _plan(servers, range(UNSEEN.start, middle), lengths.sustained / 2, rate=RATE)
    rows += [(f"{RATE:g} calls a second", measure(servers.portal, plan)[0])]
    plan = _plan(servers, range(middle, UNSEEN.stop), lengths.round, callers=CALLERS)
    rows += [(f"{CALLERS} callers", measure(servers.portal, plan)[0])]
    print_rows("Just restarted: processes know nobody, the shared cache everybody", rows)


def _warm_up(servers: Surroundings, lengths: Lengths) -> None:
    """Both processes get to know the sites of the steady state."""
    _say("warming up")
    measure(servers.portal, _plan(servers, STEADY, lengths.warm_up, callers=CALLERS, kept=True))
    let_time_pass()


def _report_rounds(servers: Surroundings, lengths: Lengths) -> None:
    """Discovery and the constant in alternation, as fast as they answer."""
    for kept, way in WAYS.items():
        found: list[tuple[Sample, Sample]] = []
        for count in range(ROUNDS):
            _say(f"{way}, round {count + 1}")
            plan = _plan(servers, STEADY, lengths.round, callers=CALLERS, kept=kept)
            (discovery,) = measure(servers.portal, plan)
            let_time_pass()
            plan = _constant_plan(servers, lengths.round, kept=kept)
            (constant,) = measure(servers.constant, plan)
            found.append((discovery, constant))
        print_rounds(f"Saturation: {CALLERS} callers, {way}, {ROUNDS} rounds", found)


def _report_sustained(servers: Surroundings, lengths: Lengths) -> None:
    """A fixed number of calls a second, whatever the server does."""
    rows: list[tuple[str, Sample]] = []
    for kept, way in WAYS.items():
        _say(f"sustained, {way}")
        plan = _plan(servers, STEADY, lengths.sustained, rate=RATE, kept=kept)
        rows += [(way, measure(servers.portal, plan)[0])]
        let_time_pass()
    print_rows(f"Sustained: {RATE:g} calls a second for {lengths.sustained:g} seconds", rows)


def _report_lost_cache(servers: Surroundings, lengths: Lengths) -> None:
    """Nobody is remembered but a few; all others must be let in with the slow check."""
    _say("the shared cache is lost")
    forget_everybody()
    servers.restart_portal()
    remember_sites(STEADY)
    remembered = _plan(servers, STEADY, lengths.sustained, rate=RATE_OF_REMEMBERED)
    (alone,) = measure(servers.portal, remembered)
    let_time_pass()
    unknown = _plan(servers, SIGNING_IN, lengths.sustained, rate=RATE, signing_in=True)
    print_sign_ins(alone, *measure(servers.portal, unknown, remembered))


def _plan(  # noqa: PLR0913 - the fields of a plan
    servers: Surroundings,
    sites: range,
    seconds: float,
    *,
    kept: bool = False,
    rate: float = 0,
    callers: int = 0,
    signing_in: bool = False,
) -> Plan:
    return Plan(
        port=servers.portal.port,
        path=DISCOVERY_PATH,
        kept_connections=kept,
        seconds=seconds,
        first_site=sites.start,
        sites=len(sites),
        rate=rate,
        callers=callers,
        signing_in=signing_in,
    )


def _constant_plan(servers: Surroundings, seconds: float, *, kept: bool) -> Plan:
    return Plan(
        port=servers.constant.port,
        path=CONSTANT_PATH,
        kept_connections=kept,
        seconds=seconds,
        first_site=STEADY.start,
        sites=len(STEADY),
        callers=CALLERS,
    )


def _say(what: str) -> None:
    """Says what is being measured, beside the tables."""
    print(f"... {what}", file=sys.stderr, flush=True)
