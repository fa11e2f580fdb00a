"""A sync in lines of text for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from syncjobs.simulation.calls.patient_api import FoundPatient
from syncjobs.simulation.outcome import Failure, StepReport, SyncOutcome
from syncjobs.simulation.storage.buffer import WrittenOff
from syncjobs.simulation.storage.sync_log import Step

MOST_REFUSED: Final = 10


def step_line(step: Step | StepReport) -> str:
    """A step that has ended, one way or the other."""
    mark = "FAILED" if step.finished_at is None else "ok"
    progress = f"{step.done:,} / {step.total:,}" if step.total else ""
    return f"{mark:>8}  {step.name.label:<14}{progress}".rstrip()


def outcome_lines(outcome: SyncOutcome) -> Iterator[str]:
    """What a sync moved, and what the reader should know of it; not its error."""
    if not outcome.steps:
        return
    counts = outcome.counts
    yield f"  Pushed: {listed(counts.pushed)}."
    yield f"  Pulled from the central log: {listed(counts.pulled_central)}."
    yield f"  Pulled from the queue: {listed(counts.pulled_queue)}."
    if counts.pulled_v6:
        yield f"  Pulled over V6: {listed(counts.pulled_v6)}."
    tally = counts.integration
    if tally.integrated or tally.ignored:
        yield f"  Integrated {tally.integrated:,} records and ignored {tally.ignored:,}."
    yield from refused_lines(tally.written_off)
    for note in outcome.notes:
        yield f"  Note: {note}"


def failure_lines(failure: Failure) -> Iterator[str]:
    """The error's code, what a site would show, the details and what to do."""
    code = failure.server_code or failure.variant
    yield f"Failed with {code}. A site shows: {failure.shown}"
    yield f"  {failure.detail}"
    yield f"  {failure.advice}"


def patient_lines(found: Sequence[FoundPatient]) -> Iterator[str]:
    """The patients that a search has found, with the ids by which they are made visible."""
    yield f"Found {len(found):,} patients at the server{':' if found else '.'}"
    for patient in found:
        born = f", born {patient.born_on}" if patient.born_on else ""
        yield f"  {patient.id}  {patient.name} ({patient.code}){born}"


def refused_lines(refused: list[WrittenOff]) -> Iterator[str]:
    """The received records that the site cannot use, with the reasons."""
    if refused:
        yield f"  Written off, until they are sent again: {len(refused):,} records."
    for record in refused[:MOST_REFUSED]:
        yield f"    {record.table_name} {record.record_id}: {record.message}"
    if len(refused) > MOST_REFUSED:
        yield f"    and {len(refused) - MOST_REFUSED:,} more"


def listed(by_table: Counter[str]) -> str:
    """How many records there are, and of which tables."""
    if not by_table:
        return "nothing"
    tables = ", ".join(f"{table} {number:,}" for table, number in sorted(by_table.items()))
    return f"{by_table.total():,} ({tables})"
