"""How many pushed records a second are integrated when they come in large pushes."""

import itertools
import statistics
import time
from collections.abc import Iterator, Sequence

from benchmarks.exchange.carrying import carry_out
from benchmarks.exchange.entries import Entry, large_push, new_ids, push_body
from benchmarks.exchange.errands import BATCH, NOTHING_TO_PUSH
from benchmarks.exchange.plan import Place, Plan
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, open_queues, places, site_id
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.pushing import Push, receive_push
from syncjobs.models import PushedBatch, QueuedRecord, Record, SetAsideRecord

SITES = range(1_000, 1_100)
BATCHES_PER_PUSH = 2
CALLERS = 4
PATIENCE_SECONDS = 60.0
LOOK_EVERY = 0.02
AIM = "aim: 5,000 a second"


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:
    """New records and changed ones by turns in this process, then new ones through HTTP."""
    open_queues(SITES)
    pushers = places(SITES)
    _print_in_process(pushers, sizes, mistakes)
    _print_through_http(world, pushers, sizes, mistakes)


def _print_in_process(pushers: Sequence[Place], sizes: Sizes, mistakes: Mistakes) -> None:
    new, changed = [], []
    for _ in range(sizes.rounds):
        pushes = list(itertools.islice(_pushes(pushers, new_ids()), sizes.bulk_pushes))
        before = Record.objects.count()
        new.append(_integrate(pushes))
        mistakes.expect(
            Record.objects.count() - before, BATCH * sizes.bulk_pushes, "Records after new pushes"
        )
        changed.append(_integrate(pushes))
        mistakes.expect(
            Record.objects.count() - before, BATCH * sizes.bulk_pushes, "Records after the same"
        )
        mistakes.add(SetAsideRecord.objects.count(), "Records were set aside")
    rows = [
        _row(f"{sizes.bulk_pushes} pushes of {BATCH:,} new records", new),
        _row("the same again", changed),
    ]
    head = ("", f"records a second ({AIM})", "rounds", "processor µs a record, this process")
    print_table("Integrate: large pushes, one process, half transfers, half remote", head, rows)


def _row(name: str, found: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    rates = [rate for rate, _ in found]
    median = number(statistics.median(rates))
    cost = number(statistics.median(cost for _, cost in found))
    return name, f"**{median}**", ", ".join(map(number, rates)), cost


def _pushes(pushers: Sequence[Place], ids: Iterator[str]) -> Iterator[tuple[Place, list[Entry]]]:
    for place in itertools.cycle(pushers):
        yield place, large_push(place, BATCH, 1, ids)


def _integrate(pushes: Sequence[tuple[Place, list[Entry]]]) -> tuple[float, float]:
    """Records a second, and microseconds of processor time for each."""
    for place, entries in pushes:
        text = push_body(len(entries), entries).decode()
        receive_push(site_id(place.number), Push(len(entries), len(entries), text))
        receive_push(site_id(place.number), Push(0, 0, NOTHING_TO_PUSH.decode()))
    records = sum(len(entries) for _, entries in pushes)
    started, spent = time.perf_counter(), time.process_time()
    integrate_complete_pushes()
    seconds, cpu = time.perf_counter() - started, time.process_time() - spent
    return records / seconds, cpu / records * 1e6


def _print_through_http(
    world: World, pushers: list[Place], sizes: Sizes, mistakes: Mistakes
) -> None:
    """From the first POST until nothing waits: both programs `worker` and `pushes` work."""
    before, queued = Record.objects.count(), QueuedRecord.objects.count()
    plan = Plan(
        port=world.portal.port,
        kind="large",
        places=pushers,
        callers=CALLERS,
        errands=max(sizes.bulk_pushes // BATCHES_PER_PUSH, 1),
        batches=BATCHES_PER_PUSH,
    )
    records = plan.errands * BATCHES_PER_PUSH * BATCH
    with world.serving(), world.working():
        started = time.perf_counter()
        outcome, costs = carry_out(world, plan, afterwards=wait_until_integrated)
        seconds = time.perf_counter() - started
    mistakes.add(outcome.wrong, outcome.first_mistake)
    mistakes.add(outcome.unfinished, "Pushes had no end")
    count_forgotten(mistakes)
    mistakes.expect(Record.objects.count() - before, records, "Records through HTTP")
    mistakes.expect(QueuedRecord.objects.count() - queued, records // 2, "Rows for the partners")
    posted = outcome.routes[f"POST queued_records, {BATCH:,}"]
    row = (
        f"{records:,} records, {CALLERS} sites at a time",
        f"**{number(records / seconds)}**",
        number(outcome.elapsed, 1),
        number(seconds, 1),
        f"{number(posted.p50)} / {number(posted.p99)}",
        f"{number(costs.web, 1)} / {number(costs.workers, 1)} / {number(costs.database, 1)}",
    )
    head = (
        "",
        f"records a second ({AIM})",
        "accepted after s",
        "integrated after s",
        "POST p50 / p99 ms",
        "processor s: web / workers / database",
    )
    print_table("Integrate: large pushes, end to end through HTTP", head, [row])


def wait_until_integrated() -> None:
    """Waits until everything that was pushed is integrated, but not for ever."""
    until = time.monotonic() + PATIENCE_SECONDS
    while PushedBatch.objects.exists() and time.monotonic() < until:
        time.sleep(LOOK_EVERY)


def count_forgotten(mistakes: Mistakes) -> None:
    """Counts the pushes that are not integrated although they were waited for."""
    mistakes.add(PushedBatch.objects.count(), "Pushes were not integrated in time")
    mistakes.add(SetAsideRecord.objects.count(), "Records were set aside")
