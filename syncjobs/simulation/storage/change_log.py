"""The log of changes that a site pushes from (protocol 3.7).

A record stands in it once, at the place of its latest change.
"""

from dataclasses import dataclass
from typing import Any

from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.storage.database import Database


@dataclass(frozen=True, slots=True)
class Change:
    """The latest change of a record; `sequence` is its place in the log."""

    sequence: int
    table_name: str
    record_id: str
    action: Action


@dataclass(frozen=True, slots=True)
class PushFilter:
    """Which changes a site pushes.

    A remote site pushes its own changes that belong to a store of it or to none; `store_ids` None
    leaves the stores aside. The Open mSupply central server pushes everything that did not come
    from the server it pushes to, whose number is `central_site_id` (protocol 5.4).
    """

    is_central: bool
    central_site_id: int
    store_ids: tuple[str, ...] | None

    def condition(self) -> tuple[str, list[Any]]:
        """The filter in SQL, with its parameters."""
        if self.is_central:
            return "(source_site_id IS NULL OR source_site_id <> ?)", [self.central_site_id]
        own = "source_site_id IS NULL"
        if self.store_ids is None:
            return own, []
        marks = ", ".join("?" * len(self.store_ids))
        return f"{own} AND (store_id IS NULL OR store_id IN ({marks}))", [*self.store_ids]


class ChangeLog:
    """Changes in the order of their latest place."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def append(
        self,
        table_name: str,
        record_id: str,
        action: Action,
        store_id: str | None,
        source_site_id: int | None = None,
    ) -> None:
        """Logs a change; `source_site_id` is None for the site's own ones."""
        self._connection.execute(
            "INSERT OR REPLACE INTO change_log"
            " (table_name, record_id, action, store_id, source_site_id) VALUES (?, ?, ?, ?, ?)",
            (table_name, record_id, action, store_id, source_site_id),
        )

    def end(self) -> int:
        """The place of the last change."""
        row = self._connection.execute("SELECT MAX(sequence) FROM change_log").fetchone()
        return int(row[0] or 0)

    def count_after(self, cursor: int, pushed: PushFilter) -> int:
        """How many changes wait behind `cursor`."""
        condition, parameters = pushed.condition()
        row = self._connection.execute(
            f"SELECT COUNT(*) FROM change_log WHERE sequence > ? AND {condition}",  # noqa: S608 - marks only
            [cursor, *parameters],
        ).fetchone()
        return int(row[0])

    def after(self, cursor: int, limit: int, pushed: PushFilter) -> list[Change]:
        """The first changes behind `cursor`."""
        condition, parameters = pushed.condition()
        rows = self._connection.execute(
            "SELECT sequence, table_name, record_id, action FROM change_log"  # noqa: S608 - marks only
            f" WHERE sequence > ? AND {condition} ORDER BY sequence LIMIT ?",
            [cursor, *parameters, limit],
        )
        return [_change(row) for row in rows]

    def all_after(self, cursor: int, table_names: tuple[str, ...]) -> list[Change]:
        """All changes of the tables behind `cursor`, whoever made them."""
        marks = ", ".join("?" * len(table_names))
        rows = self._connection.execute(
            "SELECT sequence, table_name, record_id, action FROM change_log"  # noqa: S608 - marks only
            f" WHERE sequence > ? AND table_name IN ({marks}) ORDER BY sequence",
            [cursor, *table_names],
        )
        return [_change(row) for row in rows]


def _change(row: tuple[int, str, str, str]) -> Change:
    sequence, table_name, record_id, action = row
    return Change(sequence, table_name, record_id, Action(action))
