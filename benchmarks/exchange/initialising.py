"""How many records a second are queued for a site that asks for its data."""

import statistics
import time
from dataclasses import dataclass

from benchmarks.exchange.process_memory import forget_peak, own_peak_mib, own_resident_mib
from benchmarks.exchange.records import load_records_of_store, megabytes_of
from benchmarks.exchange.sizes import Sizes
from benchmarks.exchange.tables import Mistakes, number, print_table
from benchmarks.exchange.world import World, places, site_id
from syncjobs.choices import JobStatus, StepName
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.jobs.runner import run_job
from syncjobs.models import QueuedRecord, SiteQueue, SyncJob, SyncStep

SITE = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one initialisation, and the resident set before and at its peak, in MiB."""

    whole: float
    emptying: float
    queueing: float
    before: float
    peak: float


def measure(world: World, sizes: Sizes, mistakes: Mistakes) -> None:  # noqa: ARG001
    """Initialises a site again and again, in this process."""
    (place,) = places(range(SITE, SITE + 1))
    load_records_of_store(place.store_id, sizes.records)
    runs = []
    for _ in range(sizes.rounds):
        runs.append(_initialise())
        waiting = QueuedRecord.objects.filter(site_id=site_id(SITE)).count()
        length = SiteQueue.objects.get(site_id=site_id(SITE)).length
        mistakes.expect((waiting, length), (sizes.records, sizes.records), "The queue")
    _print(runs, sizes)


def _initialise() -> Run:
    forget_peak()
    before = own_resident_mib()
    started = time.perf_counter()
    job_id = request_initialisation(site_id(SITE))
    run_job(job_id)
    whole = time.perf_counter() - started
    job = SyncJob.objects.get(pk=job_id)
    if job.status != JobStatus.SUCCEEDED:
        raise RuntimeError(f"The job failed: {job.error_message}")
    return Run(
        whole=whole,
        emptying=_seconds(job_id, StepName.EMPTY_QUEUE),
        queueing=_seconds(job_id, StepName.QUEUE_RECORDS),
        before=before,
        peak=own_peak_mib(),
    )


def _seconds(job_id: int, name: StepName) -> float:
    step = SyncStep.objects.get(job_id=job_id, name=name)
    assert step.finished_at is not None  # noqa: S101 - the job is over
    return (step.finished_at - step.started_at).total_seconds()


def _print(runs: list[Run], sizes: Sizes) -> None:
    rows = [
        (
            f"run {place}" + ("" if place > 1 else ", the queue was empty"),
            number(sizes.records / run.queueing),
            number(run.whole, 1),
            number(run.emptying, 1),
            f"{run.before:.0f} → {run.peak:.0f}",
        )
        for place, run in enumerate(runs, start=1)
    ]
    rate = statistics.median(sizes.records / run.queueing for run in runs)
    whole = statistics.median(run.whole for run in runs)
    rows.append(("**median**", f"**{number(rate)}**", number(whole, 1), "", ""))
    head = ("", "queued a second", "whole job s", "of which emptying s", "memory MiB before → peak")
    size = number(megabytes_of("syncjobs_record"))
    title = f"Initialise: a store of {sizes.records:,} records (aim: 50,000 a second)"
    print_table(f"{title}; the records take {size} MiB", head, rows)
