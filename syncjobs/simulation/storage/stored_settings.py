"""What a site remembers beside its records: who it is and how far it has come."""

import enum

from syncjobs.simulation.storage.database import Database


class Setting(enum.StrEnum):
    """The names of the values that are kept."""

    URL = "url"
    NAME = "name"
    PASSWORD_SHA256 = "password_sha256"  # noqa: S105 - no password
    SITE_UUID = "site_uuid"
    SITE_ID = "site_id"
    CENTRAL_PULL_CURSOR = "central_pull_cursor"
    PUSH_CURSOR = "push_cursor"
    V6_PUSH_CURSOR = "v6_push_cursor"
    V6_PULL_CURSOR = "v6_pull_cursor"
    TRANSFER_CURSOR = "transfer_cursor"


class StoredSettings:
    """Values by name; a cursor that was never saved is 0."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def text(self, setting: Setting) -> str | None:
        """A stored text."""
        value = self._get(setting)
        return None if value is None else str(value)

    def number(self, setting: Setting) -> int:
        """A stored number."""
        return int(self._get(setting) or 0)

    def save(self, setting: Setting, value: str | int) -> None:
        """Keeps a value in place of the one before."""
        self._connection.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (setting, value)
        )

    def _get(self, setting: Setting) -> str | int | None:
        row = self._connection.execute(
            "SELECT value FROM setting WHERE name = ?", (setting,)
        ).fetchone()
        return row[0] if row else None
