"""`manage.py import_users`: users of sites from a CSV file."""

import sys
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from syncjobs.first_password import WARNING, would_be_first_password
from syncjobs.records.import_report import printable
from syncjobs.user_files.importing import import_users
from syncjobs.user_files.passwords import hashed_passwords, judged_passwords
from syncjobs.user_files.plan import UserImportReport
from syncjobs.user_files.reading import read_users

STANDARD_INPUT: Final = "-"
HOW_TO_GO_ON: Final = (
    "With --first-passwords they are set all the same; without the column password the users are"
    " only added."
)


class Command(BaseCommand):
    """Prints what was done; exit status 1 when a bad line kept it from all."""

    help = "Imports users of sites from CSV: all of them, or none when a line is bad."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether to write at all."""
        parser.add_argument("file", help="the file; - reads the standard input")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and write nothing"
        )

        parser.add_argument(
            "--first-passwords",
            action="store_true",
            help="let the file set the first password of all: from then on sites refuse whoever is"
            " not in the list of users",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Imports and prints what was done, or every bad line."""
        name, dry_run = options["file"], options["dry_run"]
        try:
            content = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}.") from error
        lines = list(read_users(content))
        sets_first = any(line.password for line in lines) and would_be_first_password()
        if sets_first and not dry_run and not options["first_passwords"]:
            raise CommandError(f"Nothing was imported. {WARNING} {HOW_TO_GO_ON}")
        prepared = judged_passwords if dry_run else hashed_passwords
        report = import_users(prepared(lines), dry_run=dry_run)
        if report.bad_count:
            raise CommandError(report.refusal("imported"))
        self.stdout.write(_summary(report, dry_run=dry_run))
        if sets_first:
            self.stderr.write(WARNING)


def _summary(report: UserImportReport, *, dry_run: bool) -> str:
    lines = []
    if dry_run:
        for plan in report.needed:
            what = ", ".join([*(["new"] if plan.is_new else []), *plan.words])
            lines.append(printable(f"Line {plan.number} ({plan.user.name}): {what}"))
    lines.append(
        f"{report.new_count} added, {report.changed_count} changed,"
        f" {report.unchanged_count} unchanged."
    )
    if report.no_password_count:
        lines.append(f"{report.no_password_count} of the new ones have no password yet.")
    if dry_run:
        lines.append("A dry run: nothing was written.")
    return "\n".join(lines)
