"""Writing changed records and queueing them for everybody who must have them (protocol 10.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from syncjobs.models import Record
from syncjobs.records.audience import Audiences, audiences
from syncjobs.records.change import Key
from syncjobs.records.former_holders import add_former_holders, revived
from syncjobs.records.patient_index import index_patients
from syncjobs.records.queueing import (
    Delivery,
    queue_deliveries,
    queue_for_every_site,
    take_out_deletes,
)
from syncjobs.records.routing import Routing
from syncjobs.records.tables import CHILD_TABLES, TABLES, RecordClass
from syncjobs.records.workspace import (
    Workspace,
    inherited,
    is_central,
    routing_of,
    set_routing,
)
from syncjobs.records.writing import next_cursors

# So many records are named in one statement: a header may have any number of lines.
CHUNK = 1_000
ROUTING_COLUMNS = ("owner_store_id", "partner_name_id", "partner_store_id")
WRITTEN_COLUMNS = [
    "data",
    "is_deleted",
    "owner_store",
    "partner_name",
    "partner_store",
    "parent_id",
    "person_id",
    "joined_id",
    "is_active",
    "author_site_id",
    "central_cursor",
    "changed_at",
]


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
    now = {_key(record): routing_of(record) for record in changed if not record.is_deleted}
    after = audiences(now | affected.after)
    deliveries = [
        *_deliveries_of_changed(workspace, changed, before, after),
        *_deliveries_of_affected(affected, before, after),
    ]
    queue_deliveries(deliveries)
    for_all = [record for record in changed if _is_shared(record)]
    for record in for_all:
        queue_for_every_site(record, workspace.authors[_key(record)])


def _key(record: Record) -> Key:
    return record.table_name, record.record_id


def _is_shared(record: Record) -> bool:
    return TABLES[record.table_name].record_class is RecordClass.SHARED


def _inherit(workspace: Workspace, changed: Iterable[Record]) -> None:
    """Gives changed children the owner and partner of their parents."""
    children = [
        (record, (TABLES[record.table_name].parent, record.parent_id))
        for record in changed
        if TABLES[record.table_name].parent and record.parent_id and not record.is_deleted
    ]
    workspace.load(key for _, key in children)
    for child, key in children:
        parent = workspace.records.get(key)
        if parent is not None:
            set_routing(child, inherited(routing_of(child), routing_of(parent)))


def _before(workspace: Workspace, changed: Iterable[Record]) -> dict[Key, Routing]:
    keys = {_key(record) for record in changed}
    return {key: place for key, place in workspace.originals.items() if key in keys}


def _affected_by(workspace: Workspace, changed: Iterable[Record]) -> Affected:
    rerouted: dict[Key, Routing] = {}
    people: set[str] = set()
    new_patients: set[str] = set()
    for record in changed:
        key, now = _key(record), routing_of(record)
        was = workspace.originals.get(key)
        if record.table_name in CHILD_TABLES and not record.is_deleted and _moved(was, now):
            rerouted[CHILD_TABLES[record.table_name], record.record_id] = now
        people |= _people_with_other_sights(was, None if record.is_deleted else now)
        if record.table_name == "name" and now.person_id and was is None:
            new_patients.add(now.person_id)
    affected = Affected()
    _add_children(affected, rerouted, workspace)
    _add(affected, Record.objects.filter(person_id__in=people) if people else (), workspace)
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


def _add(affected: Affected, records: Iterable[Record], workspace: Workspace) -> None:
    for record in records:
        key = _key(record)
        if key not in workspace.authors and not record.is_deleted:
            affected.record_pks[key] = record.pk
            affected.before[key] = affected.after[key] = routing_of(record)


def _add_children(
    affected: Affected, rerouted: Mapping[Key, Routing], workspace: Workspace
) -> None:
    if not rerouted:
        return
    ids = {parent_id for _, parent_id in rerouted}
    children = Record.objects.filter(parent_id__in=ids).defer("data")
    for record in children:
        key = _key(record)
        parent = rerouted.get((record.table_name, record.parent_id or ""))
        if parent is not None and key not in workspace.authors and not record.is_deleted:
            affected.record_pks[key] = record.pk
            affected.before[key] = routing_of(record)
            affected.after[key] = inherited(routing_of(record), parent)


def _write(changed: list[Record]) -> None:
    central = [record for record in changed if is_central(record)]
    for record in changed:
        if not is_central(record):
            record.central_cursor = None
    if central:
        for record, cursor in zip(central, next_cursors(len(central)), strict=True):
            record.central_cursor = cursor
    # For a record that is there already, only these columns are written; its id stays.
    Record.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["table_name", "record_id"],
        update_fields=WRITTEN_COLUMNS,
    )


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
    workspace: Workspace, changed: Iterable[Record], before: Audiences, after: Audiences
) -> Iterable[Delivery]:
    for record in changed:
        if is_central(record) or _is_shared(record):
            continue
        key = _key(record)
        authors = workspace.authors[key]
        # Of two authors each has not seen what the other wrote.
        author = next(iter(authors)) if len(authors) == 1 else None
        had, has = before.get(key, set()), after.get(key, set())
        if key in workspace.originals and author not in had:
            # Who sees it only now has not seen what others wrote.
            author = None
        for site_id in (had if record.is_deleted else has) - {author}:
            yield Delivery(site_id, record.pk, key[0], is_delete=record.is_deleted)
        if not record.is_deleted and _is_taken_back(record.table_name):
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
