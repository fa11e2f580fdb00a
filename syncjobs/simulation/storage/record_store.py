"""The records of a site, as JSON by table and id."""

import json
from typing import Any

from syncjobs.simulation.storage.buffer import as_json
from syncjobs.simulation.storage.database import Database

Record = dict[str, Any]


class RecordStore:
    """A hidden record was deleted but may still be referred to."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def get(self, table_name: str, record_id: str) -> Record | None:
        """A record that is not hidden."""
        row = self._connection.execute(
            "SELECT data FROM record WHERE table_name = ? AND record_id = ? AND NOT is_hidden",
            (table_name, record_id),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def exists(self, table_name: str, record_id: str) -> bool:
        """Whether the record can be referred to."""
        row = self._connection.execute(
            "SELECT 1 FROM record WHERE table_name = ? AND record_id = ?", (table_name, record_id)
        ).fetchone()
        return row is not None

    def all(self, table_name: str) -> list[Record]:
        """The records of a table that are not hidden, by id."""
        rows = self._connection.execute(
            "SELECT data FROM record WHERE table_name = ? AND NOT is_hidden ORDER BY record_id",
            (table_name,),
        )
        return [json.loads(row[0]) for row in rows]

    def find(self, table_name: str, member: str, value: str) -> list[Record]:
        """The records whose `member` is `value`, by id."""
        rows = self._connection.execute(
            "SELECT data FROM record WHERE table_name = ? AND NOT is_hidden"
            " AND json_extract(data, ?) = ? ORDER BY record_id",
            (table_name, json_path(member), value),
        )
        return [json.loads(row[0]) for row in rows]

    def has_any(self, table_name: str, member: str, value: str) -> bool:
        """Whether a record, hidden or not, has `value` as its `member`."""
        row = self._connection.execute(
            "SELECT 1 FROM record WHERE table_name = ? AND json_extract(data, ?) = ? LIMIT 1",
            (table_name, json_path(member), value),
        ).fetchone()
        return row is not None

    def highest(self, table_name: str, member: str, store_member: str, store_id: str) -> int:
        """The highest number that records of a store have as `member`, 0 if there is none."""
        row = self._connection.execute(
            "SELECT MAX(CAST(json_extract(data, ?) AS INTEGER)) FROM record"
            " WHERE table_name = ? AND json_extract(data, ?) = ?",
            (json_path(member), table_name, json_path(store_member), store_id),
        ).fetchone()
        return int(row[0] or 0)

    def put(self, table_name: str, record_id: str, record: Record) -> None:
        """Stores a record in place of the one before; it is not hidden then."""
        self._connection.execute(
            "INSERT OR REPLACE INTO record (table_name, record_id, data) VALUES (?, ?, ?)",
            (table_name, record_id, as_json(record)),
        )

    def remove(self, table_name: str, record_id: str) -> None:
        """Deletes a record for good."""
        self._connection.execute(
            "DELETE FROM record WHERE table_name = ? AND record_id = ?", (table_name, record_id)
        )

    def hide(self, table_name: str, record_id: str) -> None:
        """Deletes a record, but keeps it for those that refer to it."""
        self._connection.execute(
            "UPDATE record SET is_hidden = 1 WHERE table_name = ? AND record_id = ?",
            (table_name, record_id),
        )

    def refer_to(self, table_name: str, member: str, old_id: str, new_id: str) -> None:
        """Has all records of a table refer to another record than before."""
        path = json_path(member)
        self._connection.execute(
            "UPDATE record SET data = json_set(data, ?, ?)"
            " WHERE table_name = ? AND json_extract(data, ?) = ?",
            (path, new_id, table_name, path, old_id),
        )


def json_path(member: str) -> str:
    """The path of a member of a record; `oms_fields.x` is a member of a member."""
    return "$." + ".".join(f'"{part}"' for part in member.split("."))
