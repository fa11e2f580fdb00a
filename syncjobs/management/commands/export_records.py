"""`manage.py export_records`: records as a file that `import_records` takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.counted import counted
from syncjobs.record_files.line import Format
from syncjobs.record_files.reading import format_of
from syncjobs.record_files.writing import WRITERS
from syncjobs.records.exporting import exported_tables, rows_of_tables
from syncjobs.records.tables import TABLES


class Command(BaseCommand):
    """Writes to a file or to the standard output."""

    help = "Exports records as JSON, JSON lines or CSV; import_records is the way back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which records, and how to write them where."""
        parser.add_argument("file", nargs="?", help="the file; without it, the standard output")
        parser.add_argument(
            "--table",
            action="append",
            default=[],
            choices=list(TABLES),
            metavar="TABLE",
            help="only this table; may be given several times",
        )
        parser.add_argument(
            "--format",
            choices=list(Format),
            help="how to write; without it, the ending of the file's name tells, else json",
        )
        parser.add_argument(
            "--central-only",
            action="store_true",
            help="leave out what stores have made, patients and all that is about them",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Writes the records."""
        name, only_central = options["file"], options["central_only"]
        form = Format(options["format"] or format_of(name or "") or Format.JSON)
        wanted = set(options["table"])
        tables = [
            table_name
            for table_name in exported_tables(central_only=only_central)
            if not wanted or table_name in wanted
        ]
        if form is Format.CSV and len(wanted) != 1:
            raise CommandError("A CSV file holds one table. Name it with --table.")
        if form is Format.CSV and not tables:
            raise CommandError(f"There are no records of {wanted.pop()} to export.")
        pieces = WRITERS[form](tables, rows_of_tables(central_only=only_central))
        if name is None:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            return
        try:
            _write(Path(name), pieces)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}.") from error
        written = counted(len(tables), "table was", "tables were")
        self.stdout.write(f"{written} written to {name}.")


def _write(path: Path, pieces: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
