"""What a site does by itself with documents of its partners, after each integration.

A requisition or shipment that is addressed to a store of this site gets its counterpart here, and
the two are linked; as the counterpart goes on, the original follows. What is written so is pushed
by the next sync (protocol 5.3, 10.3).
"""

from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.documents.own_records import OwnRecords
from syncjobs.simulation.documents.requisition_transfers import RequisitionTransfers
from syncjobs.simulation.documents.shipment_transfers import ShipmentTransfers
from syncjobs.simulation.standing import active_stores, store_of_name
from syncjobs.simulation.storage.change_log import Change, ChangeLog
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings

_TABLES = ("requisition", "transact")


def process_transfers(database: Database, site_id: int) -> list[str]:
    """Works off all changes since the last time; what could not be done, one sentence each."""
    settings, change_log = StoredSettings(database), ChangeLog(database)
    processors = _Processors(database, site_id)
    while changes := change_log.all_after(settings.number(Setting.TRANSFER_CURSOR), _TABLES):
        for change in changes:
            with database.transaction():
                processors.process(change)
                settings.save(Setting.TRANSFER_CURSOR, change.sequence)
    return processors.problems


class _Processors:
    def __init__(self, database: Database, site_id: int) -> None:
        own = OwnRecords(database)
        self._records = own.records
        self._store_ids = {store["ID"] for store in active_stores(own.records, site_id)}
        self._requisitions = RequisitionTransfers(own)
        self._shipments = ShipmentTransfers(own)
        self.problems: list[str] = []

    def process(self, change: Change) -> None:
        if change.action is Action.DELETE:
            if change.table_name == "transact":
                self._shipments.outbound_is_gone(change.record_id, self._store_ids)
            return
        record = self._records.get(change.table_name, change.record_id)
        store = store_of_name(self._records, record.get("name_ID", "")) if record else None
        if record is None or store is None or store["ID"] not in self._store_ids:
            return
        if change.table_name == "requisition":
            self._requisitions.process(record, store)
        else:
            self.problems += self._shipments.process(record, store)
