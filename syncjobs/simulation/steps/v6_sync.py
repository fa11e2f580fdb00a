"""Pushing to and pulling from the Open mSupply central server (protocol 5, 7)."""

from collections import Counter
from collections.abc import Callable

from syncjobs.simulation.calls.v6_api import V6Api
from syncjobs.simulation.errors import IntegrationTimeoutError
from syncjobs.simulation.integration.client_rules import PUSHED_OVER_V6
from syncjobs.simulation.options import BatchSizes, Pauses
from syncjobs.simulation.steps.pushing import written_record
from syncjobs.simulation.steps.waiting import wait_until
from syncjobs.simulation.storage.buffer import Buffer
from syncjobs.simulation.storage.change_log import ChangeLog, PushFilter
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import RecordStore
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings


class V6Sync:
    """The V6 steps of one sync; `source` is the number that pulled records are stamped with."""

    def __init__(self, database: Database, api: V6Api, source: int, sizes: BatchSizes) -> None:
        self._database = database
        self._settings = StoredSettings(database)
        self._change_log = ChangeLog(database)
        self._records = RecordStore(database)
        self._buffer = Buffer(database)
        self._api = api
        self._source = source
        self._sizes = sizes

    def push(self, pushed: PushFilter, report: Callable[[int], None]) -> None:
        """Pushes every batch of changes, also one without a record of V6; never an empty one."""
        while True:
            cursor = self._settings.number(Setting.V6_PUSH_CURSOR)
            remaining = self._change_log.count_after(cursor, pushed)
            changes = self._change_log.after(cursor, self._sizes.push, pushed)
            report(remaining)
            if not changes:
                return
            end = changes[-1].sequence
            entries = [
                {"cursor": change.sequence, "record": written}
                for change in changes
                if change.table_name in PUSHED_OVER_V6
                for written in written_record(self._records, change)
            ]
            self._api.push(
                {
                    "end_cursor": end,
                    "total_records": remaining,
                    "is_last_batch": remaining <= len(changes),
                    "records": entries,
                }
            )
            self._settings.save(Setting.V6_PUSH_CURSOR, end)

    def wait_for_integration(self, pauses: Pauses) -> None:
        """Waits until the Open mSupply central server has integrated the push."""
        wait_until(
            lambda: not self._api.is_integrating(),
            pauses.integration_period_seconds,
            pauses.integration_limit_seconds,
            IntegrationTimeoutError("The central server was still integrating the V6 push."),
        )

    def pull(
        self, report: Callable[[int], None], *, is_initialised: bool, keeps_records: bool
    ) -> Counter[str]:
        """Pulls until the batch that says it is the last; how many records of each table came."""
        pulled = Counter[str]()
        while True:
            cursor = self._settings.number(Setting.V6_PULL_CURSOR)
            batch = self._api.pull(cursor, self._sizes.central_pull, is_initialised=is_initialised)
            report(batch.total_records)
            with self._database.transaction():
                if keeps_records:
                    self._buffer.receive(batch.records, self._source)
                self._settings.save(Setting.V6_PULL_CURSOR, batch.end_cursor + 1)
            pulled.update(record.table_name for record in batch.records)
            if batch.is_last_batch:
                report(0)
                return pulled
