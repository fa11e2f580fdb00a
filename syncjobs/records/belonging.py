"""Everything that a site or a store must hold (protocol 10.3 rule 7), as queries along indexes.

Central data is not among it; a site takes that from the log. Each query is of one table and one
way of belonging, parents before children, and no record is in two of them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from sites.models import Site, Store
from syncjobs.models import Record
from syncjobs.records.tables import TABLES, RecordClass, Table

Records = QuerySet[Record, Record]


def records_of_site(site: Site) -> Iterator[Records]:
    """What the site gets when it is initialised, also what it once pushed itself."""
    stores = list(site.stores.order_by("pk"))
    for table in TABLES.values():
        yield from _records_of_stores(table, stores)
        if table.record_class is RecordClass.SHARED:
            yield _living(table)
        if site.is_open_msupply_central:
            yield from _records_of_central_server(table, stores)


def records_of_central_server(site: Site) -> Iterator[Records]:
    """What the site must get when it becomes the Open mSupply central server (rule 12)."""
    stores = list(site.stores.order_by("pk"))
    for table in TABLES.values():
        yield from _records_of_central_server(table, stores)


def records_of_store(store: Store, others: Sequence[Store]) -> Iterator[Records]:
    """What a site must get when this store comes to it; `others` are its other stores.

    What the site holds already because of its other stores is among it: a second time harms less
    than a gap.
    """
    for table in TABLES.values():
        yield from _records_of_stores(table, [store], [store, *others])


def _living(table: Table) -> Records:
    return Record.objects.filter(table_name=table.name, is_deleted=False)


def _records_of_stores(
    table: Table, stores: Sequence[Store], all_stores: Sequence[Store] = ()
) -> Iterator[Records]:
    if table.record_class in {RecordClass.CENTRAL, RecordClass.KEPT, RecordClass.SHARED}:
        return
    # The site of the sender is not told what becomes of a message.
    holding = stores if table.record_class is RecordClass.ADDRESSED else all_stores or stores
    holders = [store.pk for store in holding]
    of_table = _living(table).filter(central_cursor__isnull=True)
    parent = TABLES.get(table.parent, table)
    if parent.owner:
        for store in stores:
            yield of_table.filter(owner_store=store)
    of_others = of_table.exclude(owner_store__in=holders, owner_store__isnull=False)
    yield from _addressed_to(parent, of_others, stores)
    if stores and table.record_class in {RecordClass.PERSON, RecordClass.NAME}:
        yield of_others.filter(person_id__in=_people_seen_by(stores))


def _addressed_to(parent: Table, of_others: Records, stores: Sequence[Store]) -> Iterator[Records]:
    for store in stores:
        if parent.partner_name:
            yield of_others.filter(partner_name=store)
        if parent.partner_store:
            yield of_others.filter(partner_store=store)


def _people_seen_by(stores: Sequence[Store]) -> QuerySet[Record, Any]:
    ids = [store.pk for store in stores]
    joins = Record.objects.filter(joined_id__isnull=False, is_active=True, is_deleted=False)
    return joins.filter(owner_store__in=ids).order_by().values("joined_id")


def _records_of_central_server(table: Table, stores: Sequence[Store]) -> Iterator[Records]:
    """The patients, and the joins of patients, that no store of the site gives it (rule 12)."""
    ids = [store.pk for store in stores]
    patients = Record.objects.filter(
        table_name="name", person_id__isnull=False, is_deleted=False
    ).order_by()
    if table.name == "name":
        everybody = _living(table).filter(person_id__isnull=False)
        yield everybody.exclude(person_id__in=_people_seen_by(stores))
    elif table.name == "name_store_join":
        others = _living(table).exclude(owner_store__in=ids, owner_store__isnull=False)
        yield others.filter(joined_id__in=patients.values("record_id"))
