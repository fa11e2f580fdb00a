"""May this site make this change? A site changes only what it owns (protocol 3.7, 10.2)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sites.models import Site, Store
from syncjobs.choices import LONGEST_RECORD_ID
from syncjobs.exchange.entry import Entry
from syncjobs.exchange.legible import AT_THE_SITE, refuse_illegible
from syncjobs.exchange.set_aside import SetAsideError
from syncjobs.models import Record
from syncjobs.records.change import Change, Key
from syncjobs.records.record_state import RecordState
from syncjobs.records.routing import Routing, is_id, route
from syncjobs.records.tables import CHILD_TABLES, TABLES, RecordClass, Table
from syncjobs.records.workspace import Workspace

BY_STORE = (RecordClass.STORE_CENTRAL, RecordClass.REMOTE, RecordClass.TRANSFER)
# The person of a record is a record itself, of this table.
TABLE_OF_PERSON = {
    "om_document": "name",
    "nameInsuranceJoin": "name",
    "clinician_store_join": "clinician",
}
# What a record of this table needs first is a record of that one.
NEEDED_TABLES = TABLE_OF_PERSON | {child: parent for parent, child in CHILD_TABLES.items()}


@dataclass(slots=True)
class Bench:
    """What the register and the present records say, as far as some entries are concerned."""

    workspace: Workspace
    site_of_store: dict[str, int | None] = field(default_factory=dict)
    seen_by: dict[str, set[int]] = field(default_factory=dict)
    central_site_id: int | None = None

    def load(self, entries: Iterable[Entry]) -> None:
        """Reads what judging these entries needs. Four queries."""
        known = [
            entry
            for entry in entries
            if entry.table_name in TABLES and is_id(entry.record_id, LONGEST_RECORD_ID)
        ]
        places = [route(TABLES[entry.table_name], _object(entry)) for entry in known]
        self.workspace.load({entry.key for entry in known} | set(_needed(known, places)))
        present = [self.workspace.present(entry.key) for entry in known]
        places += [record.routing for record in present if record is not None]
        self._load_stores(places)
        self._load_sights({place.person_id for place in places if place.person_id})
        self.central_site_id = Site.objects.central().values_list("pk", flat=True).first()

    def accept(self, entry: Entry) -> None:
        """Makes the entry's change in the workspace. Raises SetAsideError when it may not be."""
        table = self._pushable_table(entry)
        refuse_illegible(entry)
        present = self.workspace.present(entry.key)
        if present is not None:
            self._refuse_unless_owner(entry, table, present)
        if entry.is_delete:
            self.workspace.put(Change(*entry.key, None, entry.site_id))
            return
        data = _checked_object(entry)
        place = route(table, data)
        self._refuse_place(entry, table, place, present)
        self.workspace.put(Change(*entry.key, data, entry.site_id))
        # A join that the centre made inactive stays so.
        join = self.workspace.records[entry.key].routing
        if join.joined_id and join.is_active and self._is_here(entry, join.owner_store_id):
            self.seen_by.setdefault(join.joined_id, set()).add(entry.site_id)

    def _load_stores(self, places: Iterable[Routing]) -> None:
        parents = [record.routing for record in self.workspace.records.values()]
        ids = {
            store_id
            for place in (*places, *parents)
            for store_id in (place.owner_store_id, place.partner_store_id)
            if store_id and store_id not in self.site_of_store
        }
        if ids:
            rows = Store.objects.filter(pk__in=ids).order_by().values_list("pk", "site_id")
            self.site_of_store |= dict(rows)

    def _load_sights(self, people: set[str]) -> None:
        if people:
            joins = Record.objects.filter(joined_id__in=people, is_active=True, is_deleted=False)
            rows = joins.order_by().values_list("joined_id", "owner_store__site_id")
            for person, site_id in rows:
                self.seen_by.setdefault(person or "", set()).add(site_id)

    def _pushable_table(self, entry: Entry) -> Table:
        table = TABLES.get(entry.table_name)
        if table is None:
            raise SetAsideError(
                "unknown_table",
                f"The portal does not know the table {entry.table_name[:64]!r}.",
                "A newer portal may know it; try the record again after its upgrade.",
            )
        is_known = entry.action.lower() in {"insert", "update", "delete"}
        may_push = ("D" if entry.is_delete else "U") in table.up
        if not is_known or not may_push:
            raise SetAsideError(
                "not_pushable",
                f"{entry.action[:20]!r} of {table.name} is nothing that a site may push.",
                "Such records are changed at the centre only.",
            )
        if table.from_central_only and not self._is_from_central(entry):
            raise SetAsideError(
                "not_pushable",
                f"Only the Open mSupply central server may push {table.name}.",
                "Change the record there.",
            )
        return table

    def _refuse_unless_owner(self, entry: Entry, table: Table, present: RecordState) -> None:
        """Raises when the present record is not the site's to change."""
        record_class, place = table.record_class, present.routing
        if record_class is RecordClass.NAME and place.person_id is None:
            raise SetAsideError(
                "not_yours",
                "This name is not a patient, so it is central data.",
                "Change it at the centre.",
            )
        is_of_person = record_class in {RecordClass.NAME, RecordClass.PERSON}
        if is_of_person and not table.owner:
            by_author = present.author_site_id == entry.site_id
            if not by_author and not self._sees(entry, place.person_id):
                raise self._foreign_person(table)
        elif record_class is RecordClass.ADDRESSED:
            self._refuse_message_of_others(entry, place)
        elif record_class in BY_STORE or record_class is RecordClass.CHILD or table.owner:
            self._refuse_store_elsewhere(entry, table, place.owner_store_id)

    def _refuse_place(
        self, entry: Entry, table: Table, place: Routing, present: RecordState | None
    ) -> None:
        """Raises when the site may not put a record there, or nobody knows where that is."""
        if table.record_class is RecordClass.NAME and place.person_id is None:
            raise SetAsideError(
                "not_yours", "Names other than patients are central data.", "Change it there."
            )
        if table.record_class is RecordClass.CHILD:
            parent = self._required(table.parent, place.parent_id, table)
            self._refuse_store_elsewhere(entry, table, parent.routing.owner_store_id)
        elif table.record_class is RecordClass.ADDRESSED:
            self._refuse_message_of_others(entry, place)
        elif table.owner:
            self._refuse_store_elsewhere(entry, table, place.owner_store_id)
        if table.name in TABLE_OF_PERSON:
            person = self._required(TABLE_OF_PERSON[table.name], place.person_id, table)
            is_known = person.author_site_id == entry.site_id or self._sees(entry, place.person_id)
            moves = present is not None and present.routing.person_id != place.person_id
            if not table.owner and (not is_known or moves):
                raise self._foreign_person(table)

    def _required(self, table_name: str, record_id: str | None, table: Table) -> RecordState:
        if record_id is None:
            raise SetAsideError(
                "unroutable",
                f"This record of {table.name} does not say to which {table_name} it belongs.",
                AT_THE_SITE,
            )
        record = self.workspace.present((table_name, record_id))
        if record is None:
            raise SetAsideError(
                "parent_unknown",
                f"The {table_name} {record_id} that this record of {table.name} belongs to has not"
                " been pushed, or is deleted.",
                "When the site pushes it, this record follows by itself.",
                waits_for=record_id,
            )
        return record

    def _refuse_store_elsewhere(self, entry: Entry, table: Table, store_id: str | None) -> None:
        if table.name == "name_store_join" and self._is_from_central(entry) and store_id:
            return
        if store_id is None:
            raise SetAsideError(
                "unroutable",
                f"This record of {table.name} does not say to which store it belongs.",
                AT_THE_SITE,
            )
        if store_id not in self.site_of_store:
            raise SetAsideError(
                "store_unknown",
                f"The store {store_id} is not in the register.",
                "Register the store, then try the record again.",
            )
        if self.site_of_store[store_id] != entry.site_id:
            raise SetAsideError(
                "not_yours",
                f"The record belongs to the store {store_id}, which is not active on this site.",
                "If the store was moved, enter the change at its new site.",
            )

    def _refuse_message_of_others(self, entry: Entry, place: Routing) -> None:
        stores = (place.owner_store_id, place.partner_store_id)
        if not any(self._is_here(entry, store) for store in stores):
            raise SetAsideError(
                "not_yours",
                "The message is neither from nor to a store of this site.",
                "If its store was moved, write it anew at the new site, and discard this one.",
            )

    def _is_here(self, entry: Entry, store_id: str | None) -> bool:
        return bool(store_id) and self.site_of_store.get(store_id or "") == entry.site_id

    def _sees(self, entry: Entry, person: str | None) -> bool:
        return self._is_from_central(entry) or entry.site_id in self.seen_by.get(person or "", ())

    def _is_from_central(self, entry: Entry) -> bool:
        return entry.site_id == self.central_site_id

    @staticmethod
    def _foreign_person(table: Table) -> SetAsideError:
        return SetAsideError(
            "not_yours",
            f"This record of {table.name} is about a person who is not visible to any store of this"
            " site.",
            "Make the person visible to a store of the site, then try the record again.",
        )


def _object(entry: Entry) -> dict[str, Any]:
    return entry.record_data if isinstance(entry.record_data, dict) else {}


def _needed(entries: Iterable[Entry], places: Iterable[Routing]) -> Iterable[Key]:
    """The keys of the parents and people of the entries."""
    for entry, place in zip(entries, places, strict=True):
        table = TABLES[entry.table_name]
        if table.parent and place.parent_id:
            yield table.parent, place.parent_id
        if place.person_id and table.name in TABLE_OF_PERSON:
            yield TABLE_OF_PERSON[table.name], place.person_id


def _checked_object(entry: Entry) -> dict[str, Any]:
    data = entry.record_data
    if not isinstance(data, dict):
        raise SetAsideError(
            "not_an_object",
            "The content of the record is not a JSON object.",
            AT_THE_SITE,
        )
    if data.get("ID") != entry.record_id:
        raise SetAsideError(
            "id_mismatch",
            "The content names another record than the entry does, or none.",
            AT_THE_SITE,
        )
    return data
