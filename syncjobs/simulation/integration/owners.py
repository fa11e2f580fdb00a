"""To which store a record belongs."""

from syncjobs.records.tables import TABLES
from syncjobs.simulation.storage.record_store import Record, RecordStore


def owner_store_id(records: RecordStore, table_name: str, record: Record) -> str | None:
    """The store of a record, or of the header that it is a line of; None if it has none."""
    table = TABLES.get(table_name)
    if table is None:
        return None
    if table.parent:
        header = records.get(table.parent, record.get(table.parent_member, ""))
        return owner_store_id(records, table.parent, header) if header else None
    return record.get(table.owner) or None if table.owner else None
