"""Small pushes of many sites, through the web server, the broker and the workers."""

import time
from dataclasses import dataclass, field, replace

from django.db.models import Sum

from benchmarks.exchange.carrying import Costs, carry_out
from benchmarks.exchange.integrating import count_forgotten, wait_until_integrated
from benchmarks.exchange.plan import Outcome, Plan
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, open_queues, places
from syncjobs.models import PushedBatch, QueuedRecord, Record

# More than push at once, so that a watched site does not hold up the others.
SITES = range(100, 500)
RECORDS = 2
# One push in so many is watched until its site is told that it is idle.
WATCHED = 20


@dataclass(slots=True)
class Backlog:
    """The records that wait to be integrated, twice a second: when, and how many."""

    started: float = field(default_factory=time.monotonic)
    seen: list[tuple[float, int]] = field(default_factory=list)

    def look(self) -> None:
        """Counts what waits now."""
        waiting = PushedBatch.objects.aggregate(records=Sum("record_count"))["records"] or 0
        self.seen.append((time.monotonic() - self.started, waiting))

    def at(self, seconds: float) -> int:
        """What waited when so many seconds had gone by."""
        return [count for moment, count in self.seen if moment <= seconds][-1]

    @property
    def longest(self) -> int:
        """The most that ever waited."""
        return max(count for _, count in self.seen)


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:
    """250 pushes of two records a second, each ended by its closing POST."""
    open_queues(SITES)
    pushers = places(SITES)
    plan = Plan(
        port=world.portal.port,
        kind="small",
        places=pushers,
        seconds=sizes.push_seconds,
        rate=sizes.push_rate,
        watched=WATCHED,
    )
    with world.serving(), world.working():
        # The web processes get to know the sites.
        warm_up = replace(plan, rate=0, callers=4, errands=2 * len(pushers), watched=0)
        carry_out(world, warm_up, afterwards=wait_until_integrated)
        queued, transferred = QueuedRecord.objects.count(), _transferred()
        backlog = Backlog()
        outcome, costs = carry_out(world, plan, look=backlog.look, afterwards=wait_until_integrated)
    mistakes.add(outcome.wrong, outcome.first_mistake)
    mistakes.add(outcome.unfinished, "Pushes had no end")
    count_forgotten(mistakes)
    mistakes.expect(
        QueuedRecord.objects.count() - queued, _transferred() - transferred, "Rows for the partners"
    )
    _print(plan, outcome, costs, backlog)


def _transferred() -> int:
    return Record.objects.filter(table_name__in=("requisition", "requisition_line")).count()


def _print(plan: Plan, outcome: Outcome, costs: Costs, backlog: Backlog) -> None:
    idle = outcome.idle_after
    rows = [
        (
            "records accepted a second (aim: 500)",
            f"**{number(outcome.per_second * RECORDS)}** of {number(plan.rate * RECORDS)} offered",
        ),
        ("records waiting at the end", number(backlog.at(plan.seconds))),
        ("the most that waited", number(backlog.longest)),
        (
            "closing POST to idle, p50 / p99 / longest ms",
            f"{number(idle.p50)} / **{number(idle.p99)}** / {number(idle.longest)}"
            f" ({idle.count} watched)"
            if idle
            else "none was watched",
        ),
        *(
            (f"{route}, p50 / p99 ms", f"{number(times.p50, 1)} / {number(times.p99, 1)}")
            for route, times in outcome.routes.items()
        ),
    ]
    title = (
        f"Push: {plan.rate:g} pushes of {RECORDS} records a second from {len(plan.places)} sites"
        f" for {plan.seconds:g} seconds"
    )
    print_table(title, ("", "figure"), rows)
    print_costs("Processor time of a push", costs, outcome.finished)


def print_costs(title: str, costs: Costs, count: int) -> None:
    """A table of what each program used for one of `count`."""
    shares = {
        "web": costs.web,
        "workers": costs.workers,
        "PostgreSQL": costs.database,
        "Valkey": costs.valkey,
        "the load itself": costs.load,
        "together": costs.all,
    }
    head = ("", "µs of one core", "share")
    rows = [
        (name, number(seconds / max(count, 1) * 1e6), f"{seconds / costs.all:.0%}")
        for name, seconds in shares.items()
    ]
    print_table(title, head, rows)
