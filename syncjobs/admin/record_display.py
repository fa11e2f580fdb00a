"""What the page of a record says of it in words. Every list in it is short, whatever the record."""

from typing import Final

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from sites.models import Site, Store
from syncjobs.admin.links import link_to, listed
from syncjobs.models import QueuedRecord, Record
from syncjobs.records.tables import CHILD_TABLES, TABLES

MOST_LISTED: Final = 50
MOST_COUNTED: Final = 1_000
NOBODY: Final = "-"
# Where a member that names a person leads, by the table of the record.
TABLE_OF_PERSON: Final = {"clinician": "clinician", "clinician_store_join": "clinician"}


def state_badge(record: Record) -> SafeString:
    """Whether the record is there or deleted."""
    return badge("bad", "Deleted") if record.is_deleted else badge("good", "Kept")


def author_text(record: Record) -> SafeString | str:
    """Who wrote the present state."""
    if record.author_site_id is None:
        return "The centre"
    site = Site.objects.filter(pk=record.author_site_id).first()
    return link_to(site) if site else f"Site {record.author_site_id}, which is deleted"


def store_text(store: Store | None, store_id: str | None) -> SafeString | str:
    """A store that the record names, which need not be in the register."""
    if store is not None:
        return link_to(store)
    return f"{store_id}, which is no store of the register" if store_id else NOBODY


def partner_text(record: Record) -> SafeString | str:
    """The store that the record is addressed to. A name need not be that of a store."""
    if record.partner_store_id:
        return store_text(record.partner_store, record.partner_store_id)
    if record.partner_name is not None:
        return link_to(record.partner_name)
    return (
        f"The name {record.partner_name_id}, which is no store"
        if record.partner_name_id
        else NOBODY
    )


def record_text(table_name: str, record_id: str | None, missing: str = "") -> SafeString | str:
    """A record that something names; `missing` is said when there is none."""
    if not record_id:
        return NOBODY
    named = Record.objects.filter(table_name=table_name, record_id=record_id).defer("data").first()
    if named is None:
        return missing or f"{table_name} {record_id}, which the portal does not have"
    deleted = " (deleted)" if named.is_deleted else ""
    return format_html("{}{}", link_to(named), deleted)


def parent_text(record: Record) -> SafeString | str:
    """The record of which this one is a line."""
    table = TABLES.get(record.table_name)
    return record_text(table.parent if table else "", record.parent_id)


def person_text(record: Record) -> SafeString | str:
    """The person that the record is about."""
    if record.person_id == record.record_id:
        return "This record is that person"
    return record_text(TABLE_OF_PERSON.get(record.table_name, "name"), record.person_id)


def joined_text(record: Record) -> SafeString | str:
    """The person or name that the record makes visible to its store."""
    named = record_text(TABLE_OF_PERSON.get(record.table_name, "name"), record.joined_id)
    if record.joined_id and not record.is_active:
        return format_html("{} (not any more: the record is inactive)", named)
    return named


def central_text(record: Record) -> str:
    """The record's place in the central log."""
    if record.central_cursor is None:
        return "Not in it: only the sites that the record belongs to get it"
    return f"Number {record.central_cursor:,}: every site gets it"


def children_text(record: Record) -> SafeString | str:
    """The first lines of the record."""
    table_name = CHILD_TABLES.get(record.table_name)
    if table_name is None:
        return NOBODY
    children = Record.objects.filter(parent_id=record.record_id, table_name=table_name)
    found = list(children.order_by("pk").defer("data")[: MOST_LISTED + 1])
    if not found:
        return "None"
    more = "and more" if len(found) > MOST_LISTED else ""
    links = (link_to(child, f"{child}{' (deleted)' * child.is_deleted}") for child in found)
    return listed(list(links)[:MOST_LISTED], more)


def queued_text(record: Record) -> SafeString | str:
    """The first sites that have the record in their queues, and how many there are."""
    queued = QueuedRecord.objects.filter(record=record).order_by("pk")
    found = list(queued.select_related("site")[: MOST_LISTED + 1])
    if not found:
        return "Nobody: every site that is to get it has it, or gets it with its initialisation."
    items = (
        format_html("{}: {}", link_to(row.site), row.get_action_display())
        for row in found[:MOST_LISTED]
    )
    return listed(items, _count_of(queued) if len(found) > MOST_LISTED else "")


def _count_of(queued: QuerySet[QueuedRecord]) -> str:
    count = queued[: MOST_COUNTED + 1].count()
    shown = f"more than {MOST_COUNTED:,}" if count > MOST_COUNTED else f"{count:,}"
    return f"and others; {shown} in all"
