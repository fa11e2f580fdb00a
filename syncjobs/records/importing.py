"""Importing records at the centre: all of a file or nothing, after every line was checked."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from sites.models import Site
from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.models import Record
from syncjobs.record_files.line import Line
from syncjobs.records.central_edits import (
    CHUNK,
    Edit,
    Outcome,
    SettledEdit,
    make_changes,
    record_id_of,
    settle,
)
from syncjobs.records.change import Change, Key
from syncjobs.records.checking import problems_of
from syncjobs.records.import_report import BadLine, ImportReport
from syncjobs.records.routing import is_id
from syncjobs.records.sole_records import SoleRecords
from syncjobs.records.store_register import END_OF_SITE_IDS
from syncjobs.records.store_rules import StoreRules
from syncjobs.records.tables import TABLES, may_share_id
from syncjobs.records.user_records import TABLE as USER
from syncjobs.records.user_records import registered_names
from syncjobs.records.writing import lock_records

ONCE = "Every record comes once in a file."


def import_records(lines: Iterable[Line], *, dry_run: bool = False) -> ImportReport:
    """Writes the records of these lines as edits of the centre, in one transaction.

    A record lacking members gets what clients require when it is new, and keeps what is stored when
    it is not. Nothing is written when a line is bad, or in a dry run; the report says what would
    have been.
    """
    checker = _Checker()
    if dry_run:
        deque(checker.changes_of(lines), maxlen=0)
        return checker.report
    with transaction.atomic():
        lock_records()
        make_changes(checker.changes_of(lines))
        if checker.report.bad_count:
            transaction.set_rollback(True)
    return checker.report


@dataclass(slots=True)
class _Checker:
    """What is known of the lines that were read so far."""

    report: ImportReport = field(default_factory=ImportReport)
    _seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    _seen_twins: set[Key] = field(default_factory=set)
    _stores: StoreRules = field(default_factory=StoreRules)
    _sole: SoleRecords = field(default_factory=SoleRecords)
    _site_ids: set[int] = field(default_factory=set)

    def changes_of(self, lines: Iterable[Line]) -> Iterator[Change]:
        """The changes that the lines make, until one is bad; all lines are checked."""
        remaining = iter(lines)
        while chunk := list(islice(remaining, CHUNK)):
            settled = self._checked(chunk)
            if not self.report.bad_count:
                yield from (each.change for each in settled if each.is_needed)
        bad, deletes = self._sole.settle(self._has_seen)
        self.report.add_bad(bad)
        for change in deletes:
            self.report.count(change.table_name, Outcome.DELETED)
        if not self.report.bad_count:
            yield from deletes
        there = Site.objects.filter(pk__in=self._site_ids).values_list("pk", flat=True)
        self.report.missing_site_ids = self._site_ids - set(there)

    def _checked(self, chunk: Sequence[Line]) -> list[SettledEdit]:
        """The edits of the good lines of the chunk, which are counted; the bad ones are kept."""
        bad: list[BadLine] = []
        numbers: list[int] = []
        edits: list[Edit] = []
        for line in chunk:
            edit = self._edit(line)
            if isinstance(edit, BadLine):
                bad.append(edit)
            else:
                numbers.append(line.number)
                edits.append(edit)
        elsewhere = tables_of({edit.record_id for edit in edits})
        users = registered_names({edit.record_id for edit in edits if edit.table_name == USER})
        good = []
        for number, settled in zip(numbers, settle(edits), strict=True):
            tables = elsewhere.get(settled.key[1], set())
            of_users = _reasons_of_register(settled, users)
            if reasons := (*of_users, *self._reasons(number, settled, tables)):
                bad.append(BadLine(number, reasons, " ".join(settled.key)))
            else:
                self.report.count(settled.key[0], settled.outcome)
                good.append(settled)
        self.report.add_bad(bad)
        return good

    def _edit(self, line: Line) -> Edit | BadLine:
        """The line as an edit of one record, or why it is none."""
        if line.problem:
            return BadLine(line.number, (line.problem,))
        name, data = line.table_name, line.data
        if not isinstance(name, str) or name not in TABLES:
            return BadLine(line.number, ("The portal does not know its table.",), f"{name}"[:64])
        if not line.is_delete and not isinstance(data, dict):
            return BadLine(line.number, ("The record is not a JSON object.",), name)
        own_id = None if line.is_delete else record_id_of(name, data)
        record_id = own_id if line.record_id is None else line.record_id
        if not isinstance(record_id, str) or not is_id(record_id, LONGEST_RECORD_ID):
            reason = f"`ID` is missing, or no text of 1 to {LONGEST_RECORD_ID} characters."
            return BadLine(line.number, (reason,), name)
        if own_id is not None and own_id != record_id and "ID" in data:
            return BadLine(line.number, ("The line and the record name different ids.",), name)
        members = None if line.is_delete else _with_id(name, record_id, data)
        return self._once(line, Edit(name, record_id, members))

    def _once(self, line: Line, edit: Edit) -> Edit | BadLine:
        here = edit.table_name, line.number
        table_name, number = self._seen.setdefault(edit.record_id, here)
        if (table_name, number) == here:
            return edit
        if may_share_id(table_name, edit.table_name) and edit.key not in self._seen_twins:
            self._seen_twins.add(edit.key)
            return edit
        reason = f"Line {number} has this id already, of the table {table_name}. {ONCE}"
        return BadLine(line.number, (reason,), " ".join(edit.key))

    def _reasons(self, number: int, settled: SettledEdit, tables: set[str]) -> Iterator[str]:
        table_name, record_id = settled.key
        for other in sorted(tables - {table_name}):
            if not may_share_id(table_name, other):
                yield f"A record of the table {other} has this id already."
        if settled.after is None:
            return
        yield from problems_of(table_name, settled.after)
        if table_name == "store":
            yield from self._stores.problems_of(record_id, settled.after)
            self._note_site(settled.after.get("sync_id_remote_site"))
        self._sole.note(number, settled.key, settled.after)

    def _has_seen(self, key: Key) -> bool:
        """Whether this record was in the file."""
        table_name, record_id = key
        first = self._seen.get(record_id)
        return (first is not None and first[0] == table_name) or key in self._seen_twins

    def _note_site(self, site_id: object) -> None:
        if isinstance(site_id, int) and 0 < site_id < END_OF_SITE_IDS:
            self._site_ids.add(site_id)


def _reasons_of_register(settled: SettledEdit, users: Mapping[str, str]) -> Iterator[str]:
    """Why the register of users of sites, and nobody else, changes this record (protocol 10.2)."""
    table_name, record_id = settled.key
    if table_name == USER and record_id in users and settled.is_needed:
        verb = "deleted" if settled.after is None else "changed"
        yield (
            f"It is the record of {users[record_id]}, who is in the register, and is not {verb}"
            " by a file of records. Change the user on the user's page, under Users of sites."
        )


def _with_id(table_name: str, record_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """The members with the id that the line says, where clients look for it in the record."""
    return data if "ID" in data or table_name == "pref" else {"ID": record_id, **data}


def tables_of(record_ids: set[str]) -> dict[str, set[str]]:
    """The tables in which there are living records with these ids."""
    tables: dict[str, set[str]] = {}
    records = Record.objects.filter(
        table_name__in=TABLES, record_id__in=record_ids, is_deleted=False
    )
    for table_name, record_id in records.order_by().values_list("table_name", "record_id"):
        tables.setdefault(record_id, set()).add(table_name)
    return tables
