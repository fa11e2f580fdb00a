"""Writing changed records and queueing them for everybody who must have them (protocol 10.3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from syncjobs.models import Record
from syncjobs.records.audience import Audiences, audiences
from syncjobs.records.change import Key
from syncjobs.records.former_holders import add_former_holders, revived
from syncjobs.records.one_of import OneOf
from syncjobs.records.patient_index import index_patients
from syncjobs.records.queueing import (
    Delivery,
    queue_deliveries,
    queue_for_every_site,
    take_out_deletes,
)
from syncjobs.records.record_rows import read_routings, write_records
from syncjobs.records.record_state import RecordState
from syncjobs.records.routing import Routing
from syncjobs.records.tables import CHILD_TABLES, TABLES, RecordClass
from syncjobs.records.workspace import Workspace, inherited
from syncjobs.records.writing import next_cursors

# So many records are named in one statement: a header may have any number of lines.
CHUNK = 1_000
ROUTING_COLUMNS = ("owner_store_id", "partner_name_id", "partner_store_id")


@dataclass(slots=True)
class Affected:
    """Unchanged records whose receivers may be others now: by key, with their id and routing."""

    record_pks: dict[Key, int] = field(default_factory=dict)
    before: dict[Key, Routing] = field(default_factory=dict)
    after: dict[Key, Routing] = field(default_factory=dict)


def publish(workspace: Workspace) -> None:
    """Writes the changed records and queues them, with what they make visible and what they take.

    The caller holds the lock of `syncjobs.records.writing`. Everybody but the author gets every
    change. Whoever a record becomes visible to gets it with its children; whoever it is taken from
    gets a delete, except that people stay where they were once seen (rules 1 to 9).
    """
    changed = workspace.changed()
    if not changed:
        return
    _inherit(workspace, changed)
    affected = _affected_by(workspace, changed)
    before = audiences(_before(workspace, changed) | affected.before)
    add_former_holders(before, workspace, changed)
    take_out_deletes(revived(workspace, changed))
    _write(changed)
    index_patients(changed)
    _reroute_children(affected)
    now = {record.key: record.routing for record in changed if not record.is_deleted}
    after = audiences(now | affected.after)
    deliveries = [
        *_deliveries_of_changed(workspace, changed, before, after),
        *_deliveries_of_affected(affected, before, after),
    ]
    queue_deliveries(deliveries)
    for_all = [record for record in changed if _is_shared(record)]
    for record in for_all:
        queue_for_every_site(record, workspace.authors[record.key])


def _is_shared(record: RecordState) -> bool:
    return record.table.record_class is RecordClass.SHARED


def _inherit(workspace: Workspace, changed: Iterable[RecordState]) -> None:
    """Gives changed children the owner and partner of their parents."""
    children = [
        (record, (record.table.parent, record.routing.parent_id))
        for record in changed
        if record.table.parent and record.routing.parent_id and not record.is_deleted
    ]
    workspace.load(key for _, key in children)
    for child, key in children:
        parent = workspace.records.get(key)
        if parent is not None:
            child.routing = inherited(child.routing, parent.routing)


def _before(workspace: Workspace, changed: Iterable[RecordState]) -> dict[Key, Routing]:
    keys = {record.key for record in changed}
    return {key: place for key, place in workspace.originals.items() if key in keys}


def _affected_by(workspace: Workspace, changed: Iterable[RecordState]) -> Affected:
    rerouted: dict[Key, Routing] = {}
    people: set[str] = set()
    new_patients: set[str] = set()
    for record in changed:
        (table_name, record_id), now = record.key, record.routing
        was = workspace.originals.get(record.key)
        if table_name in CHILD_TABLES and not record.is_deleted and _moved(was, now):
            rerouted[CHILD_TABLES[table_name], record_id] = now
        people |= _people_with_other_sights(was, None if record.is_deleted else now)
        if table_name == "name" and now.person_id and was is None:
            new_patients.add(now.person_id)
    affected = Affected()
    _add_children(affected, rerouted, workspace)
    if people:
        _add(affected, Record.objects.filter(person_id__in=people), workspace)
    if new_patients:
        joins = Record.objects.filter(table_name="name_store_join", joined_id__in=new_patients)
        _add(affected, joins, workspace)
    return affected


def _moved(was: Routing | None, now: Routing) -> bool:
    return was is None or any(getattr(was, name) != getattr(now, name) for name in ROUTING_COLUMNS)


def _people_with_other_sights(was: Routing | None, now: Routing | None) -> set[str]:
    """The people whose visibility changes when a join changes in this way."""
    sights = {
        (place.joined_id, place.owner_store_id)
        for place in (was, now)
        if place is not None and place.joined_id and place.is_active
    }
    both = was is not None and now is not None and was.is_active == now.is_active
    unchanged = both and len(sights) <= 1
    return set() if unchanged else {person for person, _ in sights if person}


def _add(affected: Affected, records: QuerySet[Record], workspace: Workspace) -> None:
    for pk, key, routing in read_routings(records):
        if key not in workspace.authors:
            affected.record_pks[key] = pk
            affected.before[key] = affected.after[key] = routing


def _add_children(
    affected: Affected, rerouted: Mapping[Key, Routing], workspace: Workspace
) -> None:
    if not rerouted:
        return
    ids = {parent_id for _, parent_id in rerouted}
    children = Record.objects.filter(OneOf(F("parent_id"), ids))
    for pk, key, routing in read_routings(children):
        parent = rerouted.get((key[0], routing.parent_id or ""))
        if parent is not None and key not in workspace.authors:
            affected.record_pks[key] = pk
            affected.before[key] = routing
            affected.after[key] = inherited(routing, parent)


def _write(changed: Sequence[RecordState]) -> None:
    central = [record for record in changed if record.is_central]
    for record in changed:
        record.central_cursor = None
    if central:
        for record, cursor in zip(central, next_cursors(len(central)), strict=True):
            record.central_cursor = cursor
    write_records(changed)


def _reroute_children(affected: Affected) -> None:
    new_places: dict[Routing, list[int]] = {}
    for key, after in affected.after.items():
        if after != affected.before[key]:
            place = Routing(
                owner_store_id=after.owner_store_id,
                partner_name_id=after.partner_name_id,
                partner_store_id=after.partner_store_id,
            )
            new_places.setdefault(place, []).append(affected.record_pks[key])
    for place, pks in new_places.items():
        columns = {name: getattr(place, name) for name in ROUTING_COLUMNS}
        for start in range(0, len(pks), CHUNK):
            Record.objects.filter(pk__in=pks[start : start + CHUNK]).update(**columns)


def _deliveries_of_changed(
    workspace: Workspace, changed: Iterable[RecordState], before: Audiences, after: Audiences
) -> Iterable[Delivery]:
    for record in changed:
        if record.is_central or _is_shared(record):
            continue
        key = record.key
        authors = workspace.authors[key]
        # Of two authors each has not seen what the other wrote.
        author = next(iter(authors)) if len(authors) == 1 else None
        had, has = before.get(key, set()), after.get(key, set())
        if key in workspace.originals and author not in had:
            # Who sees it only now has not seen what others wrote.
            author = None
        for site_id in (had if record.is_deleted else has) - {author}:
            yield Delivery(site_id, record.pk, key[0], is_delete=record.is_deleted)
        if not record.is_deleted and _is_taken_back(key[0]):
            for site_id in had - has - {author}:
                yield Delivery(site_id, record.pk, key[0], is_delete=True)


def _deliveries_of_affected(
    affected: Affected, before: Audiences, after: Audiences
) -> Iterable[Delivery]:
    for key, pk in affected.record_pks.items():
        had, has = before.get(key, set()), after.get(key, set())
        for site_id in has - had:
            yield Delivery(site_id, pk, key[0], is_delete=False)
        if _is_taken_back(key[0]):
            for site_id in had - has:
                yield Delivery(site_id, pk, key[0], is_delete=True)


def _is_taken_back(table_name: str) -> bool:
    """Whether a site that a record belongs to no longer is told to delete it."""
    record_class = TABLES[table_name].record_class
    return record_class not in {RecordClass.PERSON, RecordClass.NAME}
