"""The site's own database: one SQLite file, or memory.

One thread at a time may use it; which one does not matter.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS setting (
    name TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS buffer (
    record_id TEXT PRIMARY KEY,
    table_name TEXT NOT NULL,
    action TEXT NOT NULL,
    data TEXT NOT NULL,
    source_site_id INTEGER,
    received_at TEXT NOT NULL,
    integrated_at TEXT,
    outcome TEXT,
    message TEXT
);
CREATE INDEX IF NOT EXISTS buffer_waiting
    ON buffer (action, table_name) WHERE integrated_at IS NULL;
CREATE TABLE IF NOT EXISTS record (
    table_name TEXT NOT NULL,
    record_id TEXT NOT NULL,
    data TEXT NOT NULL,
    is_hidden INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (table_name, record_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change_log (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    table_name TEXT NOT NULL,
    record_id TEXT NOT NULL,
    action TEXT NOT NULL,
    store_id TEXT,
    source_site_id INTEGER,
    UNIQUE (table_name, record_id)
);
CREATE TABLE IF NOT EXISTS sync_log (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    duration_seconds INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_message TEXT
);
CREATE TABLE IF NOT EXISTS sync_step (
    sync_id INTEGER NOT NULL REFERENCES sync_log (id),
    name TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    total INTEGER,
    done INTEGER,
    PRIMARY KEY (sync_id, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS known_user (
    name_key TEXT PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    stores TEXT NOT NULL
) WITHOUT ROWID;
"""


class Database:
    """A connection with the schema; `path` None means memory."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False
        )
        self.connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + _SCHEMA
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction it belongs to that one."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the file; memory is forgotten."""
        self.connection.close()
