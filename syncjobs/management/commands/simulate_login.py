"""`manage.py simulate_login`: somebody logs in at a simulated site."""

import sqlite3
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from syncjobs.management.commands.simulate_site import default_database
from syncjobs.simulation.options import Login, Pauses
from syncjobs.simulation.people.logging_in import LoginDesk
from syncjobs.simulation.people.readable import login_lines
from syncjobs.simulation.storage.database import Database


class Command(BaseCommand):
    """Prints what the user would see; exit status 0 when the user is let in, 1 when not."""

    help = "Logs a user in at a site that simulate_site has synced, as an unmodified site does."
    # The site is the far side of HTTP: it needs nothing of this portal's set-up.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Which site, and who."""
        parser.add_argument("name", help="the site's name in the portal")
        parser.add_argument("user", help="the user name")
        parser.add_argument(
            "--user-password",
            help="the user's password; asked for when left out, which is better: other people on"
            " the machine can see a command line",
        )
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="default: %(default)s")
        parser.add_argument(
            "--database", type=Path, help="the site's own SQLite file; default: simulate_site's"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Logs the user in."""
        path = options["database"] or default_database(options["name"])
        if not path.is_file():
            raise CommandError(
                f"There is no database {path}. Sync the site first, with simulate_site."
            )
        password = options["user_password"]
        if password is None:
            password = getpass(f"Password of {options['user']}: ")
        database = _open(path)
        try:
            desk = LoginDesk(database, Login(options["url"], options["name"], ""), Pauses())
            outcome = desk.log_in(options["user"], password)
        finally:
            database.close()
        for line in login_lines(outcome):
            self.stdout.write(line)
        if outcome.error is not None:
            raise SystemExit(1)


def _open(path: Path) -> Database:
    try:
        return Database(path)
    except sqlite3.Error as error:
        raise CommandError(
            f"The database {path} cannot be used: {error}. Name another file with --database."
        ) from error
