"""Merging two records: what referred to the one refers to the other afterwards."""

from typing import Final

from syncjobs.simulation.calls.strict_json import Members, StrictJsonError
from syncjobs.simulation.integration.client_rules import CLEARED, ENFORCED
from syncjobs.simulation.storage.buffer import BufferedRecord, Fate, Processed
from syncjobs.simulation.storage.record_store import RecordStore

# Members that may refer to a name, beside those that must (`client_rules`).
OTHER_NAME_MEMBERS: Final = (
    ("item_line", "donor_id"),
    ("item_line", "manufacturer_ID"),
    ("trans_line", "donor_id"),
    ("trans_line", "manufacturer_ID"),
    ("transact", "donor_default_id"),
    ("barcode", "manufacturerID"),
    ("name", "NEXT_OF_KIN_ID"),
)


def merge(records: RecordStore, buffered: BufferedRecord) -> Processed:
    """Redirects all references; the record that goes is hidden."""
    try:
        members = Members(buffered.data, "the merge")
        kept, deleted = members.text("mergeIdToKeep"), members.text("mergeIdToDelete")
    except StrictJsonError as error:
        return Processed(buffered.record_id, Fate.WRITTEN_OFF, str(error))
    if not records.exists(buffered.table_name, kept):
        reason = f"the {buffered.table_name} to keep is unknown: {kept}"
        return Processed(buffered.record_id, Fate.WRITTEN_OFF, reason)
    for table_name, member in _references_to(buffered.table_name):
        records.refer_to(table_name, member, deleted, kept)
    records.hide(buffered.table_name, deleted)
    return Processed(buffered.record_id, Fate.INTEGRATED)


def _references_to(merged_table: str) -> list[tuple[str, str]]:
    found = [
        (table_name, member)
        for rules in (ENFORCED, CLEARED)
        for table_name, references in rules.items()
        for member, target in references.items()
        if target == merged_table
    ]
    return [*found, *OTHER_NAME_MEMBERS] if merged_table == "name" else found
