"""Records that are about to change together, with what they were before."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from syncjobs.models import Record
from syncjobs.records.change import Change, Key
from syncjobs.records.conversions import (
    CONSTANT_WHEN_PUSHED,
    MERGED_TABLES,
    convert_for_clients,
    merge_pushed,
)
from syncjobs.records.json_text import dump, load_object
from syncjobs.records.routing import Routing, route
from syncjobs.records.tables import TABLES, RecordClass

# A change of these is told again even when nothing is new: the partner may have missed a record
# that this one needs, and looks at it again only when it comes again (protocol 10.3 rule 3).
TOLD_AGAIN = (RecordClass.TRANSFER, RecordClass.CHILD)


@dataclass(slots=True)
class Workspace:
    """The present records of some keys, the changes made to them, and their authors."""

    records: dict[Key, Record] = field(default_factory=dict)
    originals: dict[Key, Routing] = field(default_factory=dict)
    authors: dict[Key, set[int | None]] = field(default_factory=dict)
    _loaded: set[Key] = field(default_factory=set)

    def load(self, keys: Iterable[Key]) -> None:
        """Reads the records of these keys that are not here yet. One query."""
        new = set(keys) - self._loaded
        if not new:
            return
        self._loaded |= new
        for record in Record.objects.filter(with_keys(new)):
            key = (record.table_name, record.record_id)
            self.records[key] = record
            if not record.is_deleted:
                self.originals[key] = routing_of(record)

    def present(self, key: Key) -> Record | None:
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
                record = Record(table_name=change.table_name, record_id=change.record_id)
                self.records[change.key] = record
            elif _is_old_news(record, change, text):
                return
            record.data, record.is_deleted = text, False
            set_routing(record, self._routing(record, change, data))
        record.author_site_id = change.author_site_id
        record.changed_at = timezone.now()
        self.authors.setdefault(change.key, set()).add(change.author_site_id)

    def changed(self) -> list[Record]:
        """The records that were changed, in the order of their first change."""
        return [self.records[key] for key in self.authors]

    def _routing(self, record: Record, change: Change, data: dict[str, Any]) -> Routing:
        """What the content says; a line has owner and partner from its header, where that is known.

        At once, because the next version of the line may be judged before this one is published.
        """
        routing = route(change.table, data)
        if not change.table.parent:
            return routing
        header = self.present((change.table.parent, routing.parent_id or ""))
        if header is not None:
            return inherited(routing, routing_of(header))
        if routing.parent_id == record.parent_id:
            return replace(routing_of(record), parent_id=routing.parent_id)
        return routing


def with_keys(keys: Iterable[Key]) -> Q:
    """The condition that a record has one of these keys."""
    ids_of_table: dict[str, list[str]] = {}
    for table_name, record_id in sorted(keys):
        ids_of_table.setdefault(table_name, []).append(record_id)
    condition = Q(pk__in=[])
    for table_name, ids in ids_of_table.items():
        condition |= Q(table_name=table_name, record_id__in=ids)
    return condition


def routing_of(record: Record) -> Routing:
    """The routing columns of the record."""
    return Routing(
        owner_store_id=record.owner_store_id,
        partner_name_id=record.partner_name_id,
        partner_store_id=record.partner_store_id,
        parent_id=record.parent_id,
        person_id=record.person_id,
        joined_id=record.joined_id,
        is_active=record.is_active,
    )


def is_central(record: Record) -> bool:
    """Whether the record goes to all sites through the central log.

    A permission without a store is everybody's.
    """
    record_class = TABLES[record.table_name].record_class
    if record_class is RecordClass.NAME:
        return record.person_id is None
    if record.table_name == "om_user_permission":
        return record.owner_store_id is None
    return record_class is RecordClass.CENTRAL


def set_routing(record: Record, routing: Routing) -> None:
    """Writes the routing into the record's columns."""
    record.owner_store_id = routing.owner_store_id
    record.partner_name_id = routing.partner_name_id
    record.partner_store_id = routing.partner_store_id
    record.parent_id = routing.parent_id
    record.person_id = routing.person_id
    record.joined_id = routing.joined_id
    record.is_active = routing.is_active


def inherited(line: Routing, header: Routing) -> Routing:
    """The routing of a line, with owner and partner of its header."""
    return replace(
        line,
        owner_store_id=header.owner_store_id,
        partner_name_id=header.partner_name_id,
        partner_store_id=header.partner_store_id,
    )


def _merged(record: Record | None, change: Change) -> dict[str, Any]:
    """The content of the record after the change, in the form in which sites read it."""
    data = change.data or {}
    is_merged = change.table_name in MERGED_TABLES or change.table_name in CONSTANT_WHEN_PUSHED
    if is_merged and record is not None and record.data and change.author_site_id is not None:
        data = merge_pushed(change.table_name, load_object(record.data), data)
    return convert_for_clients(change.table_name, data)


def _is_old_news(record: Record, change: Change, text: str) -> bool:
    told_again = change.table.record_class in TOLD_AGAIN
    return not told_again and not record.is_deleted and record.data == text
