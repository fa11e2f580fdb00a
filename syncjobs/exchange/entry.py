"""One entry of a push, as a site sent it (protocol 3, common record shape)."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from syncjobs.models import PushedBatch, SetAsideRecord
from syncjobs.records.change import Key


class Entry(NamedTuple):
    """One pushed record. `record_data` is any JSON; `set_aside_pk` names it if it was set aside."""

    site_id: int
    table_name: str
    record_id: str
    action: str
    record_data: Any
    set_aside_pk: int | None = None

    @property
    def key(self) -> Key:
        """Table name and record id."""
        return self.table_name, self.record_id

    @property
    def is_delete(self) -> bool:
        """Whether the site deleted the record."""
        return self.action.lower() == "delete"


def entries_of_batch(batch: PushedBatch) -> Iterator[Entry]:
    """The entries of a stored batch, whose shape was checked when it came in."""
    for entry in json.loads(batch.body)["data"]:
        yield Entry(
            batch.site_id,
            entry["tableName"],
            entry["recordId"],
            entry["action"],
            entry.get("recordData"),
        )


def entry_of_set_aside(row: SetAsideRecord) -> Entry:
    """The entry that was set aside."""
    data = json.loads(row.data)
    return Entry(row.site_id, row.table_name, row.record_id, row.action, data, row.pk)
