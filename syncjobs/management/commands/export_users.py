"""`manage.py export_users`: users of sites as a file that `import_users` takes."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sites.counted import counted
from sites.models import SiteUser
from syncjobs.user_files.writing import users_as_csv


class Command(BaseCommand):
    """Writes to a file or to the standard output."""

    help = "Exports users of sites as CSV, without passwords; import_users is the way back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write."""
        parser.add_argument("file", nargs="?", help="the file; without it, the standard output")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Writes the users."""
        users = SiteUser.objects.order_by("name_key")
        pieces = users_as_csv(users)
        if options["file"] is None:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            return
        try:
            with Path(options["file"]).open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
        except OSError as error:
            raise CommandError(f"The file cannot be written: {error}.") from error
        count = users.count()
        written = counted(count, "user was", "users were")
        self.stdout.write(f"{written} written to {options['file']}.")
