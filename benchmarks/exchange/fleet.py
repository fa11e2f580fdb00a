"""The idle cycle of a fleet: what sites ask for that have nothing to send and nothing to get."""

import math

from benchmarks import plan as discovery
from benchmarks.exchange.carrying import Costs, carry_out
from benchmarks.exchange.plan import Outcome, Place, Plan
from benchmarks.exchange.pushing import print_costs
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World
from benchmarks.measuring import measure as measure_discovery
from benchmarks.register import let_time_pass
from syncjobs.models import CentralLog

# Sites to which no other measurement sends anything.
FIRST_SITE = 2_000
SECONDS_BETWEEN_SYNCS = 300
SLOWEST_P99 = 250.0
GROWTH = 1.25
MOST_STEPS = 5
# A step is held when so much of its rate was answered, in time.
HELD = 0.97
WARM_UP_CALLERS = 16


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:
    """The rate of 40,000 sites, then more and more until the machine does not hold it."""
    with world.serving():
        most = math.ceil(sizes.fleet_rate * sizes.fleet_seconds * 1.2)
        sites = [Place(number, "", "") for number in range(FIRST_SITE, FIRST_SITE + most)]
        _warm_up(world, sites, sizes)
        outcome, costs = _run(world, sites, sizes.fleet_rate, sizes.fleet_seconds, mistakes)
        _print(sizes.fleet_rate, outcome, costs)
        steps = [(sizes.fleet_rate, outcome, costs)]
        while len(steps) < MOST_STEPS and (rate := _next_rate(steps)):
            steps.append((rate, *_run(world, sites, rate, sizes.step_seconds, mistakes)))
    _print_steps(steps)


def _warm_up(world: World, sites: list[Place], sizes: Sizes) -> None:
    """Both web processes get to know the sites, as they do in their first minutes."""
    plan = discovery.Plan(
        port=world.portal.port,
        path="/sync/v5/site",
        kept_connections=True,
        seconds=sizes.warm_up_seconds,
        first_site=sites[0].number,
        sites=len(sites),
        callers=WARM_UP_CALLERS,
    )
    measure_discovery(world.portal, plan)


def _run(
    world: World, sites: list[Place], rate: float, seconds: float, mistakes: Mistakes
) -> tuple[Outcome, Costs]:
    let_time_pass()
    plan = Plan(
        port=world.portal.port,
        kind="idle",
        places=sites,
        rate=rate,
        seconds=seconds,
        cursor=CentralLog.objects.get().last_cursor,
    )
    outcome, costs = carry_out(world, plan)
    mistakes.add(outcome.wrong, outcome.first_mistake)
    return outcome, costs


def is_held(rate: float, outcome: Outcome) -> bool:
    """Whether the machine held this rate."""
    answered = outcome.per_second >= HELD * rate and not outcome.unfinished
    return answered and outcome.slowest_p99 < SLOWEST_P99


def _next_rate(steps: list[tuple[float, Outcome, Costs]]) -> float:
    """A higher rate until one is not held, or a lower one until one is; 0 when both are known."""
    held = [rate for rate, outcome, _ in steps if is_held(rate, outcome)]
    missed = [rate for rate, outcome, _ in steps if not is_held(rate, outcome)]
    if not missed:
        return max(held) * GROWTH
    if not held:
        return min(missed) / GROWTH
    between = (max(held) + min(missed)) / 2
    return between if min(missed) / max(held) > math.sqrt(GROWTH) else 0


def _print(rate: float, outcome: Outcome, costs: Costs) -> None:
    rows = [
        (
            route,
            number(times.count),
            number(times.p50, 1),
            f"**{number(times.p99, 1)}**",
            number(times.longest, 1),
        )
        for route, times in outcome.routes.items()
    ]
    title = (
        f"Fleet: {rate:.0f} idle cycles a second ({number(rate * SECONDS_BETWEEN_SYNCS)} sites"
        f" every five minutes); {outcome.per_second:.1f} a second came to their end"
    )
    head = ("call (aim: p99 below 250 ms)", "calls", "p50 ms", "p99 ms", "longest ms")
    print_table(title, head, rows)
    print_costs("Processor time of an idle cycle, seven calls", costs, outcome.finished)


def _print_steps(steps: list[tuple[float, Outcome, Costs]]) -> None:
    rows = [
        (
            f"{rate:.0f}",
            f"{number(rate * SECONDS_BETWEEN_SYNCS)}",
            f"{outcome.per_second:.1f}",
            number(outcome.slowest_p99, 1),
            number(costs.all / max(outcome.finished, 1) * 1000, 2),
            "yes" if is_held(rate, outcome) else "no",
        )
        for rate, outcome, costs in sorted(steps, key=lambda step: step[0])
    ]
    held = max((rate for rate, outcome, _ in steps if is_held(rate, outcome)), default=0)
    head = (
        "cycles a second",
        "sites",
        "came to their end a second",
        "p99 ms of the slowest route",
        "processor ms a cycle",
        "held",
    )
    found = number(held * SECONDS_BETWEEN_SYNCS)
    print_table(f"Fleet: this machine holds {held:.0f} cycles a second, {found} sites", head, rows)
