"""`manage.py simulate_site`: a remote site that syncs with a portal, for trials and loads."""

import sqlite3
import time
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from syncjobs.simulation import SimulatedSite, SyncOutcome
from syncjobs.simulation.documents.authoring import AuthoringError
from syncjobs.simulation.errors import SyncFailedError
from syncjobs.simulation.options import APP_VERSION, HARDWARE_ID
from syncjobs.simulation.readable import failure_lines, outcome_lines, patient_lines, step_line
from syncjobs.simulation.storage.sync_log import Step

FOLDER = "simulated-sites"
LONGEST_PAUSE_SECONDS = 86_400
ENTERED = (
    *("location", "requisition_to", "shipment_to"),
    *("patient", "find_patient", "join_patient"),
)


class Command(BaseCommand):
    """Prints the steps of each sync; exit status 0 when the last one succeeds, 1 when not."""

    help = (
        "Syncs with a portal as an unmodified Open mSupply site does; keeps a database of its own."
    )
    # The site is the far side of HTTP: it needs nothing of this portal's set-up.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Who the site is, how often it syncs, and what people enter there before."""
        parser.add_argument("name", help="the site's name in the portal")
        parser.add_argument(
            "--password",
            required=True,
            help="the site's plain password; other people on the machine can see a command line",
        )
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="default: %(default)s")
        parser.add_argument("--hardware-id", default=HARDWARE_ID, help="default: %(default)s")
        parser.add_argument("--app-version", default=APP_VERSION, help="default: %(default)s")
        parser.add_argument(
            "--v6", action="store_true", help="also call the Open mSupply central server"
        )
        self._add_database_arguments(parser)
        self._add_repeating_arguments(parser)
        self._add_authoring_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Enters what is to be entered and syncs."""
        path = _database_path(options)
        if options["fresh"]:
            _forget(path)
        where = "in memory" if path is None else f"in {path}"
        self.stdout.write(
            f"{options['name']} syncs with {options['url']}; its database is {where}."
        )
        outcome: SyncOutcome | None = None
        # Ctrl-C is the way to end a site that syncs for ever.
        with suppress(KeyboardInterrupt), self._site(path, options) as site:
            for outcome in self._outcomes(site, options):
                self._print_outcome(outcome)
        if outcome is None or outcome.error is not None:
            raise SystemExit(1)

    def _site(self, path: Path | None, options: dict[str, Any]) -> SimulatedSite:
        try:
            return SimulatedSite(
                url=options["url"],
                name=options["name"],
                password=options["password"],
                database=path,
                hardware_id=options["hardware_id"],
                app_version=options["app_version"],
                has_v6=options["v6"],
                watch=self._print_step,
            )
        except (OSError, sqlite3.Error) as error:
            raise CommandError(
                f"The database {path} cannot be used: {error}. Name another file with --database."
            ) from error

    def _outcomes(self, site: SimulatedSite, options: dict[str, Any]) -> Iterator[SyncOutcome]:
        if _wants_to_author(options):
            if not site.is_initialised:
                self.stdout.write("Before anything can be entered, the site has to be initialised:")
                first = site.sync()
                yield first
                if not first.has_succeeded:
                    return
            self._author(site, options)
        yield from _repeated(site, options["times"], options["every"])

    def _author(self, site: SimulatedSite, options: dict[str, Any]) -> None:
        authoring = site.authoring(options["store"])
        try:
            for code in options["location"]:
                authoring.location(code)
            for code in options["requisition_to"]:
                authoring.requisition(code)
            for code in options["shipment_to"]:
                authoring.shipment(code)
            for name in options["patient"]:
                authoring.patient(*_first_and_last(name))
            self._look_up_patients(site, options)
        except (AuthoringError, SyncFailedError) as error:
            raise CommandError(str(error)) from error

    def _look_up_patients(self, site: SimulatedSite, options: dict[str, Any]) -> None:
        if options["find_patient"]:
            found = site.search_patients(dict(options["find_patient"]))
            for line in patient_lines(found):
                self.stdout.write(line)
        for patient_id in options["join_patient"]:
            site.join_patient(patient_id, options["store"])
            self.stdout.write(f"The patient {patient_id} is visible to the store now.")

    def _print_step(self, step: Step) -> None:
        if step.finished_at is not None:
            self.stdout.write(step_line(step))

    def _print_outcome(self, outcome: SyncOutcome) -> None:
        for step in outcome.steps:
            if not step.is_finished:
                self.stdout.write(step_line(step))
        for line in outcome_lines(outcome):
            self.stdout.write(line)
        if outcome.error is None:
            self.stdout.write(
                f"Succeeded after {outcome.seconds:.1f} seconds and {outcome.attempt_count}"
                " requests."
            )
            return
        for line in failure_lines(outcome.error):
            self.stderr.write(line)

    def _add_database_arguments(self, parser: CommandParser) -> None:
        database = parser.add_mutually_exclusive_group()
        database.add_argument(
            "--database",
            type=Path,
            help=f"the site's own SQLite file; default: one in {FOLDER} in the data folder",
        )
        database.add_argument("--memory", action="store_true", help="keep nothing afterwards")
        parser.add_argument(
            "--fresh", action="store_true", help="begin with an empty database, as a new device"
        )

    def _add_repeating_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--times",
            type=_at_least_one,
            help="how often to sync; default: once, or with --every for ever",
        )
        parser.add_argument(
            "--every", type=_seconds, metavar="SECONDS", help="pause between two syncs"
        )

    def _add_authoring_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--store", default="", metavar="CODE", help="the own store to write in; default: any"
        )
        for name, help_text in (
            ("--location", "enter a location with this code"),
            ("--requisition-to", "send a requisition to the store with this code"),
            ("--shipment-to", "ship something to the store with this code"),
        ):
            parser.add_argument(
                name, action="append", default=[], metavar="CODE", help=f"{help_text}, before"
            )
        self._add_patient_arguments(parser)

    def _add_patient_arguments(self, parser: CommandParser) -> None:
        for name, metavar, kind, help_text in (
            ("--patient", "NAME", str, "enter a patient, such as 'Ada King', before"),
            (
                "--find-patient",
                "WHAT=TEXT",
                _parameter,
                "search the patients of all sites, such as last_name=@king@; several must all fit",
            ),
            (
                "--join-patient",
                "ID",
                str,
                "make a patient of any site visible to the store, before",
            ),
        ):
            parser.add_argument(
                name, action="append", default=[], metavar=metavar, type=kind, help=help_text
            )


def default_database(site_name: str) -> Path:
    """Where the database of a site is unless one says otherwise."""
    path: Path = settings.DATA_DIR / FOLDER / f"{quote(site_name, safe=' ')}.sqlite3"
    return path


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= LONGEST_PAUSE_SECONDS:
        raise ArgumentTypeError(f"{text!r} is no number of seconds, at most a day")
    return seconds


def _repeated(
    site: SimulatedSite, times: int | None, every_seconds: float | None
) -> Iterator[SyncOutcome]:
    """The outcomes of all syncs; a failure ends them, unless the site tries again by its timer."""
    left = times if times is not None else (1 if every_seconds is None else None)
    while left is None or left > 0:
        outcome = site.sync()
        yield outcome
        left = None if left is None else left - 1
        if every_seconds is not None and left != 0:
            time.sleep(every_seconds)
        elif not outcome.has_succeeded:
            return


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise ArgumentTypeError(f"{text!r} is not of the form last_name=@king@")
    return name, value


def _first_and_last(name: str) -> tuple[str, str]:
    first, _, last = name.strip().rpartition(" ")
    return first, last


def _wants_to_author(options: dict[str, Any]) -> bool:
    return any(options[name] for name in ENTERED)


def _database_path(options: dict[str, Any]) -> Path | None:
    if options["memory"]:
        return None
    return options["database"] or default_database(options["name"])


def _forget(path: Path | None) -> None:
    if path is not None:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
