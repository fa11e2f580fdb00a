"""What people at the site write: every change is logged, and pushed by the next sync."""

from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.integration.owners import owner_store_id
from syncjobs.simulation.storage.change_log import ChangeLog
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import Record, RecordStore


class OwnRecords:
    """Writes of the site itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._change_log = ChangeLog(database)
        self.records = RecordStore(database)

    def save(self, table_name: str, record: Record) -> None:
        """Stores a record, which has its id as `ID` or, in a table of V6, as `id`."""
        record_id = record["ID"] if "ID" in record else record["id"]
        with self._database.transaction():
            self.records.put(table_name, record_id, record)
            store_id = owner_store_id(self.records, table_name, record)
            self._change_log.append(table_name, record_id, Action.UPSERT, store_id)

    def delete(self, table_name: str, record_id: str) -> None:
        """Deletes a record; nothing happens when there is none."""
        record = self.records.get(table_name, record_id)
        if record is None:
            return
        with self._database.transaction():
            store_id = owner_store_id(self.records, table_name, record)
            self.records.remove(table_name, record_id)
            self._change_log.append(table_name, record_id, Action.DELETE, store_id)

    def next_number(self, table_name: str, member: str, store_id: str) -> int:
        """The number of a store's next record of a table."""
        return self.records.highest(table_name, member, "store_ID", store_id) + 1
