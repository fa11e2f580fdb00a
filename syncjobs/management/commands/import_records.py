"""`manage.py import_records`: central data, or any other records, from a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.counted import counted
from syncjobs.record_files.line import Format
from syncjobs.record_files.reading import format_of, read_lines
from syncjobs.records.central_edits import Outcome
from syncjobs.records.import_report import ImportReport
from syncjobs.records.importing import import_records
from syncjobs.records.tables import TABLES

STANDARD_INPUT: Final = "-"
MOST_SITES: Final = 20


class Command(BaseCommand):
    """Prints a table of what was done; exit status 1 when a bad line kept it from all."""

    help = (
        "Imports records at the centre from JSON, JSON lines or CSV: all of them, or none when a"
        " line is bad. Every site gets what it must have of them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, what it holds, and whether to write at all."""
        parser.add_argument("file", help="the file; - reads the standard input")
        parser.add_argument(
            "--table", default="", help="what the records are, when the file does not say it"
        )
        parser.add_argument(
            "--format",
            choices=list(Format),
            help="how the file is written; without it, the ending of its name tells",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Imports and prints what was done, or every bad line."""
        name, table_name, dry_run = options["file"], options["table"], options["dry_run"]
        if table_name and table_name not in TABLES:
            raise CommandError(f"The portal does not know the table {table_name!r}.")
        form = Format(options["format"]) if options["format"] else format_of(name)
        if form is None:
            raise CommandError(
                f"The name {name!r} does not tell the format. Say --format json, jsonl or csv."
            )
        try:
            with _opened(name) as file:
                report = import_records(read_lines(file, form, table_name), dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}.") from error
        if report.bad_count:
            raise CommandError(_refusal(report))
        self.stdout.write(_summary(report, dry_run=dry_run))


@contextmanager
def _opened(name: str) -> Iterator[TextIO]:
    """The file as `read_lines` needs it; a spreadsheet puts a mark before its first line."""
    with nullcontext(sys.stdin.buffer) if name == STANDARD_INPUT else Path(name).open("rb") as file:
        yield TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _refusal(report: ImportReport) -> str:
    lines = [str(line) for line in report.bad_lines]
    if report.bad_count > len(lines):
        lines.append(f"… and {report.bad_count - len(lines)} more.")
    bad = counted(report.bad_count, "line is", "lines are")
    return "\n".join([f"Nothing was imported: {bad} bad.", *lines])


def _summary(report: ImportReport, *, dry_run: bool) -> str:
    names = [name for name in TABLES if name in report.counts]
    width = max((len(name) for name in names), default=0)
    heads = "".join(f"{outcome:>11}" for outcome in Outcome)
    lines = [f"{'':<{width}}{heads}"] if names else ["The file has no records."]
    for name in names:
        counts = "".join(f"{report.counts[name][outcome]:>11}" for outcome in Outcome)
        lines.append(f"{name:<{width}}{counts}")
    if report.missing_site_ids:
        ids = [str(site_id) for site_id in sorted(report.missing_site_ids)]
        shown = ", ".join(ids[:MOST_SITES]) + (" and more" if len(ids) > MOST_SITES else "")
        lines.append(f"Stores are on no site because these sites are not registered: {shown}.")
    if dry_run:
        lines.append("A dry run: nothing was written.")
    return "\n".join(lines)
