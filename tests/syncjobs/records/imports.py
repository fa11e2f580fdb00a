"""Imports of records that stand in a test, and what their reports say."""

from collections.abc import Iterator
from typing import Any

from syncjobs.models import Record
from syncjobs.record_files.line import Line
from syncjobs.records.import_report import ImportReport
from syncjobs.records.importing import import_records
from tests.syncjobs.records.samples import Records


def imported(records: Records, *, dry_run: bool = False) -> ImportReport:
    """The report of an import of these records, each on a line of its own."""
    return import_records(lines_of(records), dry_run=dry_run)


def lines_of(records: Records) -> Iterator[Line]:
    """The records as a reader gives them."""
    pairs = ((name, record) for name, listed in records.items() for record in listed)
    return (Line(number, name, data=record) for number, (name, record) in enumerate(pairs, 1))


def counts(report: ImportReport) -> dict[str, dict[str, int]]:
    """What an import did that had no bad line."""
    assert report.bad_lines == []
    return {name: {k.value: n for k, n in each.items()} for name, each in report.counts.items()}


def bad(report: ImportReport) -> list[str]:
    """The bad lines of an import, of which there must be some."""
    assert report.bad_count == len(report.bad_lines) > 0
    return [str(line) for line in report.bad_lines]


def unit(record_id: str = "u-1", **members: Any) -> dict[str, Any]:
    """A unit that lacks some members."""
    return {"ID": record_id, "units": "Tablet", **members}


def everything() -> list[dict[str, Any]]:
    """Every row of records."""
    return [dict(row) for row in Record.objects.order_by("pk").values()]
