"""A change of one record, whoever makes it."""

from dataclasses import dataclass
from typing import Any

from syncjobs.records.tables import TABLES, Table

# Table name and record id.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """The record is now `data`, or is deleted when that is None.

    `author_site_id` is the site that pushed it, None when it is made at the centre.
    """

    table_name: str
    record_id: str
    data: dict[str, Any] | None
    author_site_id: int | None = None

    @property
    def key(self) -> Key:
        """Table name and record id."""
        return self.table_name, self.record_id

    @property
    def table(self) -> Table:
        """The legacy table."""
        return TABLES[self.table_name]
