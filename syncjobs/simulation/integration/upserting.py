"""Putting one received record in its place."""

from typing import Any, Final

from syncjobs.records.tables import TABLES
from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.integration.client_rules import (
    CLEARED,
    ENFORCED,
    PATIENT_CONTEXT,
    SYSTEM_STORE_CODES,
    USED_VALUES,
    V6_TABLES,
)
from syncjobs.simulation.integration.owners import owner_store_id
from syncjobs.simulation.integration.reading import reason_to_write_off
from syncjobs.simulation.standing import Standing
from syncjobs.simulation.storage.buffer import BufferedRecord, Fate, Processed
from syncjobs.simulation.storage.change_log import ChangeLog
from syncjobs.simulation.storage.record_store import Record, RecordStore

_CONTEXT: Final = "context_ID"


class Upserting:
    """Upserts that came from the server of `standing`."""

    def __init__(self, records: RecordStore, change_log: ChangeLog, standing: Standing) -> None:
        self._records = records
        self._change_log = change_log
        self._standing = standing

    def upsert(self, buffered: BufferedRecord) -> Processed:
        """Stores the record, or says why not."""
        if buffered.table_name in V6_TABLES:
            self._records.put(buffered.table_name, buffered.record_id, buffered.data)
            return Processed(buffered.record_id, Fate.INTEGRATED)
        reason = reason_to_write_off(buffered.table_name, buffered.data)
        if reason:
            return Processed(buffered.record_id, Fate.WRITTEN_OFF, reason)
        return self._upsert_readable(buffered)

    def _upsert_readable(self, buffered: BufferedRecord) -> Processed:
        table_name, record = buffered.table_name, buffered.data
        # A site goes by the id inside the record, where there is one.
        record_id = record.get("ID", buffered.record_id)
        if table_name == "name_store_join" and record.get("inactive"):
            self._records.remove(table_name, record_id)
            return Processed(buffered.record_id, Fate.INTEGRATED, "inactive counts as a delete")
        useless = self._reason_to_ignore(table_name, record_id, record)
        if useless:
            return Processed(buffered.record_id, Fate.IGNORED, useless)
        unknown = self._unknown_reference(table_name, record)
        if unknown:
            return Processed(buffered.record_id, Fate.WRITTEN_OFF, unknown)
        self._clear_unknown(table_name, record)
        self._records.put(table_name, record_id, record)
        self._log(table_name, record_id, record)
        return Processed(buffered.record_id, Fate.INTEGRATED)

    def _reason_to_ignore(self, table_name: str, record_id: str, record: Record) -> str:
        for member, used in USED_VALUES.get(table_name, {}).items():
            if record[member] not in used:
                return f"unsupported {member}: {record[member]}"
        if table_name == "store" and record["code"] in SYSTEM_STORE_CODES:
            return "a system store"
        if table_name == "name_store_join" and self._joins_itself(record):
            return "the join references itself"
        if table_name == "transact" and self._is_own_invoice(record_id, record):
            return "an invoice of this site is not overwritten"
        return ""

    def _is_own_invoice(self, record_id: str, invoice: Record) -> bool:
        store = self._records.get("store", invoice["store_ID"])
        is_own = store is not None and store["sync_id_remote_site"] == self._standing.site_id
        return is_own and self._records.exists("transact", record_id)

    def _joins_itself(self, join: Record) -> bool:
        store = self._records.get("store", join["store_ID"])
        return store is not None and store["name_ID"] == join["name_ID"]

    def _unknown_reference(self, table_name: str, record: Record) -> str:
        for member, target in ENFORCED.get(table_name, {}).items():
            referred = record.get(member)
            if not referred or (member == _CONTEXT and referred == PATIENT_CONTEXT):
                continue
            if not self._records.exists(target, referred):
                return f"`{member}` refers to an unknown {target}: {referred}"
        return ""

    def _clear_unknown(self, table_name: str, record: Record) -> None:
        for path, target in CLEARED.get(table_name, {}).items():
            owner, member = _owner_and_member(record, path)
            referred = owner.get(member)
            if referred and not self._records.exists(target, referred):
                owner[member] = None

    def _log(self, table_name: str, record_id: str, record: Record) -> None:
        if TABLES[table_name].up:
            store_id = owner_store_id(self._records, table_name, record)
            source = self._standing.central_site_id
            self._change_log.append(table_name, record_id, Action.UPSERT, store_id, source)


def _owner_and_member(record: Record, path: str) -> tuple[dict[str, Any], str]:
    outer, _, member = path.rpartition(".")
    owner = record.get(outer) if outer else record
    return (owner if isinstance(owner, dict) else {}), member
