"""The buffer that both pulls fill and the integration empties (protocol 10.1).

It is keyed by the id of the record alone: of two records with one id, even of different tables,
only the last one received is left.
"""

import enum
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from syncjobs.simulation.calls.wire import Action, WireRecord
from syncjobs.simulation.storage.database import Database

# A V6 table that shares its ids with `name`; a site keeps it apart.
_SHARES_IDS: Final = "name_oms_fields"


class Fate(enum.StrEnum):
    """What became of a buffered record."""

    INTEGRATED = "integrated"
    IGNORED = "ignored"
    WRITTEN_OFF = "written off"


@dataclass(frozen=True, slots=True)
class BufferedRecord:
    """A record that waits for the integration."""

    table_name: str
    record_id: str
    data: Any


@dataclass(frozen=True, slots=True)
class Processed:
    """A record that the integration has looked at, for good."""

    record_id: str
    fate: Fate
    message: str = ""


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """A record that was refused; it is never tried again unless it is sent again."""

    table_name: str
    record_id: str
    message: str


class Buffer:
    """Received records; `source_site_id` is the site that they came from."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def receive(self, records: Iterable[WireRecord], source_site_id: int) -> None:
        """Keeps records, each in place of the last one with its id."""
        now = datetime.now(UTC).isoformat()
        self._connection.executemany(
            "INSERT OR REPLACE INTO buffer"
            " (record_id, table_name, action, data, source_site_id, received_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                (
                    _buffer_id(record),
                    record.table_name,
                    record.action,
                    as_json(record.data),
                    source_site_id,
                    now,
                )
                for record in records
            ),
        )

    def waiting_count(self, action: Action, table_names: Sequence[str], source: int) -> int:
        """How many records of the tables wait that came from `source` or from nobody."""
        marks = ", ".join("?" * len(table_names))
        row = self._connection.execute(
            f"SELECT COUNT(*) FROM buffer WHERE {_WAITING} AND table_name IN ({marks})",  # noqa: S608 - marks only
            (action, source, *table_names),
        ).fetchone()
        return int(row[0])

    def waiting(self, action: Action, table_name: str, source: int) -> list[BufferedRecord]:
        """The records of a table that wait, in no particular order."""
        rows = self._connection.execute(
            f"SELECT record_id, data FROM buffer WHERE {_WAITING} AND table_name = ?",  # noqa: S608 - a constant
            (action, source, table_name),
        ).fetchall()
        return [BufferedRecord(table_name, row[0], json.loads(row[1])) for row in rows]

    def mark(self, processed: Iterable[Processed]) -> None:
        """Says what became of records, so that they do not wait any more."""
        now = datetime.now(UTC).isoformat()
        self._connection.executemany(
            "UPDATE buffer SET integrated_at = ?, outcome = ?, message = ? WHERE record_id = ?",
            ((now, record.fate, record.message, record.record_id) for record in processed),
        )

    def written_off(self) -> list[WrittenOff]:
        """All records that were refused."""
        rows = self._connection.execute(
            "SELECT table_name, record_id, message FROM buffer WHERE outcome = ?"
            " ORDER BY table_name, record_id",
            (Fate.WRITTEN_OFF,),
        )
        return [WrittenOff(*row) for row in rows]

    def unknown_tables(self, known: Sequence[str]) -> list[str]:
        """The tables that have records in the buffer and are not `known`; those stay unused."""
        rows = self._connection.execute(
            "SELECT DISTINCT table_name FROM buffer WHERE integrated_at IS NULL ORDER BY 1"
        )
        return [table_name for (table_name,) in rows if table_name not in known]


_WAITING: Final = (
    "integrated_at IS NULL AND action = ? AND (source_site_id = ? OR source_site_id IS NULL)"
)


def as_json(value: Any) -> str:
    """The value as text, with its numbers as they were."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _buffer_id(record: WireRecord) -> str:
    if record.action is Action.MERGE:
        return str(uuid.uuid4())
    if record.table_name == _SHARES_IDS:
        return f"{record.record_id} {record.table_name}"
    return record.record_id
