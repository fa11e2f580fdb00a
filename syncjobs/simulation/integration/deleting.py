"""Deleting one record that the server says is gone."""

from syncjobs.records.tables import TABLES
from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.integration.client_rules import (
    DELETES_THAT_FAIL,
    ENFORCED,
    HIDDEN_WHEN_DELETED,
    V6_TABLES,
)
from syncjobs.simulation.integration.owners import owner_store_id
from syncjobs.simulation.storage.buffer import BufferedRecord, Fate, Processed
from syncjobs.simulation.storage.change_log import ChangeLog
from syncjobs.simulation.storage.record_store import RecordStore


class Deleting:
    """Deletes that came from the site `source`."""

    def __init__(self, records: RecordStore, change_log: ChangeLog, source: int) -> None:
        self._records = records
        self._change_log = change_log
        self._source = source

    def delete(self, buffered: BufferedRecord) -> Processed:
        """Deletes the record, or says why not."""
        table_name, record_id = buffered.table_name, buffered.record_id
        if table_name in DELETES_THAT_FAIL:
            return Processed(record_id, Fate.WRITTEN_OFF, "this table cannot be deleted from")
        if table_name not in V6_TABLES and "D" not in TABLES[table_name].down:
            return Processed(record_id, Fate.IGNORED, "deletes of this table are ignored")
        referring = self._referring_table(table_name, record_id)
        if referring:
            return Processed(record_id, Fate.WRITTEN_OFF, f"a {referring} still refers to it")
        self._delete(table_name, record_id)
        return Processed(record_id, Fate.INTEGRATED)

    def _referring_table(self, table_name: str, record_id: str) -> str:
        if table_name in HIDDEN_WHEN_DELETED or table_name == "list_master":
            return ""
        for referring, references in ENFORCED.items():
            for member, target in references.items():
                if target == table_name and self._records.has_any(referring, member, record_id):
                    return referring
        return ""

    def _delete(self, table_name: str, record_id: str) -> None:
        record = self._records.get(table_name, record_id)
        if record is None:
            return
        if table_name == "list_master":
            self._records.put(table_name, record_id, record | {"inactive": True})
            return
        if table_name in HIDDEN_WHEN_DELETED:
            self._records.hide(table_name, record_id)
        else:
            self._records.remove(table_name, record_id)
        if table_name in TABLES and TABLES[table_name].up:
            store_id = owner_store_id(self._records, table_name, record)
            self._change_log.append(table_name, record_id, Action.DELETE, store_id, self._source)
