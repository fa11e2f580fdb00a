"""Records that are about to change together, with what they were before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from syncjobs.records.change import Change, Key
from syncjobs.records.conversions import (
    CONSTANT_WHEN_PUSHED,
    MERGED_TABLES,
    convert_for_clients,
    merge_pushed,
)
from syncjobs.records.json_text import dump, load_object
from syncjobs.records.record_rows import read_records
from syncjobs.records.record_state import RecordState
from syncjobs.records.routing import Routing, route
from syncjobs.records.tables import RecordClass

# A change of these is told again even when nothing is new: the partner may have missed a record
# that this one needs, and looks at it again only when it comes again (protocol 10.3 rule 3).
TOLD_AGAIN = (RecordClass.TRANSFER, RecordClass.CHILD)


@dataclass(slots=True)
class Workspace:
    """The present records of some keys, the changes made to them, and their authors."""

    records: dict[Key, RecordState] = field(default_factory=dict)
    originals: dict[Key, Routing] = field(default_factory=dict)
    authors: dict[Key, set[int | None]] = field(default_factory=dict)
    _loaded: set[Key] = field(default_factory=set)

    def load(self, keys: Iterable[Key]) -> None:
        """Reads the records of these keys that are not here yet. One query."""
        new = set(keys) - self._loaded
        if not new:
            return
        self._loaded |= new
        for record in read_records(new):
            self.records[record.key] = record
            if not record.is_deleted:
                self.originals[record.key] = record.routing

    def present(self, key: Key) -> RecordState | None:
        """The record as it stands now, None when there is none or it is deleted."""
        record = self.records.get(key)
        return None if record is None or record.is_deleted else record

    def put(self, change: Change) -> None:
        """Makes the change, pushed members laid over or in place of the present ones."""
        record = self.records.get(change.key)
        if change.data is None:
            if record is None or record.is_deleted:
                return
            record.data, record.is_deleted = "", True
        else:
            data = _merged(record, change)
            text = dump(data)
            if record is None:
                record = self.records[change.key] = RecordState(change.key)
            elif _is_old_news(record, change, text):
                return
            record.data, record.is_deleted = text, False
            record.routing = self._routing(record, change, data)
        record.author_site_id = change.author_site_id
        self.authors.setdefault(change.key, set()).add(change.author_site_id)

    def changed(self) -> list[RecordState]:
        """The records that were changed, in the order of their first change."""
        return [self.records[key] for key in self.authors]

    def _routing(self, record: RecordState, change: Change, data: dict[str, Any]) -> Routing:
        """What the content says; a line has owner and partner from its header, where that is known.

        At once, because the next version of the line may be judged before this one is published.
        """
        routing = route(change.table, data)
        if not change.table.parent:
            return routing
        header = self.present((change.table.parent, routing.parent_id or ""))
        if header is not None:
            return inherited(routing, header.routing)
        if routing.parent_id == record.routing.parent_id:
            return record.routing
        return routing


def inherited(line: Routing, header: Routing) -> Routing:
    """The routing of a line, with owner and partner of its header."""
    return line._replace(
        owner_store_id=header.owner_store_id,
        partner_name_id=header.partner_name_id,
        partner_store_id=header.partner_store_id,
    )


def _merged(record: RecordState | None, change: Change) -> dict[str, Any]:
    """The content of the record after the change, in the form in which sites read it."""
    data = change.data or {}
    is_merged = change.table_name in MERGED_TABLES or change.table_name in CONSTANT_WHEN_PUSHED
    if is_merged and record is not None and record.data and change.author_site_id is not None:
        data = merge_pushed(change.table_name, load_object(record.data), data)
    return convert_for_clients(change.table_name, data)


def _is_old_news(record: RecordState, change: Change, text: str) -> bool:
    told_again = change.table.record_class in TOLD_AGAIN
    return not told_again and not record.is_deleted and record.data == text
