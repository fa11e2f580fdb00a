"""`manage.py import_register`: sites and stores of an old server (docs/moving-over.md)."""

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sites.counted import counted
from sites.errors import RegisterError
from sites.site_times import time_zones
from syncjobs.records.import_report import printable
from syncjobs.register_files.cells import Clock
from syncjobs.register_files.columns import SITES, STORES
from syncjobs.register_files.importing import RegisterFiles, import_register, plan_register
from syncjobs.register_files.plan import Outcome, RegisterPlan, SitePlan, totals
from syncjobs.register_files.reading import ReadTable, is_json, read_csv_table, read_json_tables
from syncjobs.register_files.standing import undrained

DRY_RUN: Final = "A dry run: nothing was written. Say --apply to write it."
UNDRAINED: Final = (
    "These sites did not sync since the old server was frozen. What waits for them there stays"
    " there: let them sync there first, or initialise them again here (on the site's page):"
)

WITHOUT_STORE: Final = (
    "These sites have no active store. They are refused when they call, until one is on them:"
)


class Command(BaseCommand):
    """Prints a line for each line of the files; exit status 1 when one is refused."""

    help = (
        "Takes over the sites and stores of an old mSupply server. Without --apply it prints what"
        " would change and writes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, the old server, and whether to write at all."""
        parser.add_argument("sites", help="the site table as CSV, or one JSON file with both")
        parser.add_argument("stores", nargs="?", help="the store table as CSV")
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument(
            "--skip-refused",
            action="store_true",
            help="with --apply: leave refused lines out and write the others",
        )
        parser.add_argument(
            "--old-max-cursor",
            type=int,
            metavar="NUMBER",
            help="the last place in the central log of the old server (its maxCursor)",
        )
        parser.add_argument(
            "--time-zone",
            default="UTC",
            choices=time_zones(),
            metavar="ZONE",
            help="the time zone of the dates in the files, such as Africa/Lome; UTC without it",
        )
        parser.add_argument(
            "--frozen-at",
            type=_moment,
            metavar="MOMENT",
            help="when the last change was made at the old server, such as 2026-03-31T18:00:"
            " sites that did not sync there since are named",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        """Imports, or only looks, and prints what was done or would be."""
        clock = Clock(ZoneInfo(options["time_zone"]), timezone.now())
        sites, stores = _read(options["sites"], options["stores"])
        files = RegisterFiles(clock, sites, stores, options["old_max_cursor"])
        is_dry = not options["apply"]
        try:
            plan = (
                plan_register(files)
                if is_dry
                else import_register(files, skip_refused=options["skip_refused"])
            )
        except RegisterError as error:
            raise CommandError(f"Nothing was written. {error}") from error
        for line in _told(plan, _in_zone(options["frozen_at"], clock)):
            self.stdout.write(line)
        self._conclude(plan, is_dry=is_dry, skip_refused=options["skip_refused"])

    def _conclude(self, plan: RegisterPlan, *, is_dry: bool, skip_refused: bool) -> None:
        problems = list(plan.obstacles)
        if plan.refused_count and not skip_refused:
            lines = counted(plan.refused_count, "line is", "lines are")
            problems.append(f"{lines} refused. Correct the file, or say --skip-refused.")
        if problems:
            nothing = "Nothing would be written." if is_dry else "Nothing was written."
            raise CommandError("\n".join([nothing, *problems]))
        if is_dry:
            self.stdout.write(DRY_RUN)
        if plan.moved_cursors:
            self.stdout.write(
                f"{plan.moved_cursors} central records came behind the log of the old server: every"
                " site gets them at its next sync."
            )


def _read(sites_name: str, stores_name: str | None) -> tuple[ReadTable, ReadTable]:
    if is_json(sites_name):
        if stores_name is not None:
            raise CommandError("A JSON file holds both tables. Leave out the second file.")
        return read_json_tables(_content(sites_name))
    sites = read_csv_table(_content(sites_name), SITES)
    if stores_name is None:
        return sites, ReadTable()
    return sites, read_csv_table(_content(stores_name), STORES)


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"The file cannot be read: {error}.") from error


def _told(plan: RegisterPlan, frozen_at: datetime | None) -> Iterator[str]:
    unused = {"sites": plan.unused_site_columns, "stores": plan.unused_store_columns}
    for word, columns in unused.items():
        if columns:
            yield printable(f"Columns of {word} that are not used: {', '.join(columns)}.")
    yield from (str(line) for line in (*plan.sites, *plan.stores))
    yield f"Sites: {totals(plan.sites)}."
    yield f"Stores: {totals(plan.stores)}."
    yield from _told_of_calls(plan.sites)
    if plan.sites_without_store:
        yield WITHOUT_STORE
        yield from (f"  {printable(each.what)}" for each in plan.sites_without_store)
    late = [] if frozen_at is None else undrained(plan, frozen_at)
    if late:
        yield UNDRAINED
        yield from (
            f"  {printable(each.what)}, last sync {_shown(each.last_sync_at)}" for each in late
        )


def _told_of_calls(plans: Sequence[SitePlan]) -> Iterator[str]:
    known = [each for each in plans if each.outcome in {Outcome.CHANGED, Outcome.UNCHANGED}]
    if known:
        called = sum(each.has_called for each in known)
        yield f"Of {len(known)} sites that are registered already, {called} called this portal."


def _shown(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no moment such as 2026-03-31T18:00.") from error


def _in_zone(moment: datetime | None, clock: Clock) -> datetime | None:
    if moment is None or moment.tzinfo:
        return moment
    return moment.replace(tzinfo=clock.zone)
