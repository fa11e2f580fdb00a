"""The one pass that puts buffered records in their places (protocol 10.1).

All upserts in the order of their dependencies, then all deletes in the reverse order, then all
merges. What cannot be read, or refers to something unknown that defines it, is written off.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from syncjobs.records.tables import TABLES
from syncjobs.simulation.calls.wire import Action
from syncjobs.simulation.errors import IntegrationError
from syncjobs.simulation.integration.client_rules import ORDER
from syncjobs.simulation.integration.deleting import Deleting
from syncjobs.simulation.integration.merging import merge
from syncjobs.simulation.integration.upserting import Upserting
from syncjobs.simulation.standing import Standing
from syncjobs.simulation.storage.buffer import (
    Buffer,
    BufferedRecord,
    Fate,
    Processed,
    WrittenOff,
)
from syncjobs.simulation.storage.change_log import ChangeLog
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import RecordStore

REPORT_EVERY = 1000
MERGED_TABLES = tuple(table.name for table in TABLES.values() if "M" in table.down)


@dataclass(slots=True)
class Tally:
    """What became of the records of one pass."""

    integrated: int = 0
    ignored: int = 0
    written_off: list[WrittenOff] = field(default_factory=list)

    def count(self, table_name: str, processed: Processed) -> None:
        """Counts one record."""
        match processed.fate:
            case Fate.INTEGRATED:
                self.integrated += 1
            case Fate.IGNORED:
                self.ignored += 1
            case Fate.WRITTEN_OFF:
                refused = WrittenOff(table_name, processed.record_id, processed.message)
                self.written_off.append(refused)


class Integration:
    """One pass over the buffer."""

    def __init__(
        self, database: Database, standing: Standing, report: Callable[[int], None]
    ) -> None:
        self._database = database
        self._buffer = Buffer(database)
        self._records = RecordStore(database)
        self._change_log = ChangeLog(database)
        self._source = standing.central_site_id
        self._standing = standing
        self._report = report
        self.tally = Tally()

    def run(self) -> Tally:
        """Does all in one transaction; raises IntegrationError if the database fails."""
        try:
            with self._database.transaction():
                self._upsert_all()
                self._delete_all()
                self._merge_all()
        except sqlite3.Error as error:
            raise IntegrationError(f"Error while integrating records: {error}") from error
        return self.tally

    def _upsert_all(self) -> None:
        remaining = self._buffer.waiting_count(Action.UPSERT, ORDER, self._source)
        self._report(remaining)
        upserting = Upserting(self._records, self._change_log, self._standing)
        for table_name in ORDER:
            for buffered in self._buffer.waiting(Action.UPSERT, table_name, self._source):
                self._process(buffered, upserting.upsert)
                remaining -= 1
                if remaining % REPORT_EVERY == 0:
                    self._report(remaining)

    def _delete_all(self) -> None:
        deleting = Deleting(self._records, self._change_log, self._source)
        for table_name in reversed(ORDER):
            for buffered in self._buffer.waiting(Action.DELETE, table_name, self._source):
                self._process(buffered, deleting.delete)

    def _merge_all(self) -> None:
        for table_name in MERGED_TABLES:
            for buffered in self._buffer.waiting(Action.MERGE, table_name, self._source):
                self._process(buffered, self._merge)

    def _merge(self, buffered: BufferedRecord) -> Processed:
        return merge(self._records, buffered)

    def _process(
        self, buffered: BufferedRecord, act: Callable[[BufferedRecord], Processed]
    ) -> None:
        processed = act(buffered)
        self._buffer.mark([processed])
        self.tally.count(buffered.table_name, processed)
