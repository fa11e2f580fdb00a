"""`manage.py create_sites`: registers the sites of a CSV file, by the rules of the admin."""

import csv
import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.counted import counted
from sites.errors import RegisterError
from syncjobs.site_files.reading import SiteLine, read_sites
from syncjobs.site_files.registering import judge_sites, register_from_file
from syncjobs.site_files.report import SiteFileReport
from syncjobs.spreadsheet import without_formula

STANDARD_INPUT: Final = "-"


class Command(BaseCommand):
    """Prints ids, names and passwords as CSV; exit status 1 when a bad line kept it from all."""

    help = (
        "Registers the sites of a CSV file: all of them, or none when a line is bad. Their new"
        " passwords are printed this one time; send the output where nobody else reads it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether to write at all."""
        parser.add_argument("file", help="the file; - reads the standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Registers and prints the sites, or every bad line."""
        lines = _read(options["file"])
        if options["dry_run"]:
            count = len(_good(judge_sites(lines)).plans)
            sites = counted(count, "site")
            self.stdout.write(f"{sites} would be made. Nothing was written.")
            return
        try:
            report = register_from_file(lines, Path(options["file"]).name)
        except RegisterError as error:
            raise CommandError(f"Nothing was made. {error}") from error
        _good(report)
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(("site_id", "name", "password"))
        for each in report.registered:
            writer.writerow((each.site.pk, without_formula(each.site.name), each.password))


def _read(file: str) -> list[SiteLine]:
    try:
        content = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"The file cannot be read: {error}.") from error
    return list(read_sites(content))


def _good(report: SiteFileReport) -> SiteFileReport:
    """The report. Raises CommandError, which names the bad lines."""
    if report.bad_count:
        raise CommandError(report.refusal("made"))
    return report
