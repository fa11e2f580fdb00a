"""Pushing the site's own changes (protocol 3.7)."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.calls.wire import Action, StatusCode
from syncjobs.simulation.errors import IntegrationNotStartedError, IntegrationTimeoutError
from syncjobs.simulation.integration.client_rules import V6_TABLES
from syncjobs.simulation.options import Pauses
from syncjobs.simulation.steps.push_spelling import as_pushed
from syncjobs.simulation.steps.waiting import wait_until
from syncjobs.simulation.storage.change_log import Change, ChangeLog, PushFilter
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import RecordStore
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings


class Pushing:
    """The push of one sync, in batches of `batch_size` changes."""

    def __init__(self, database: Database, api: V5Api, pushed: PushFilter, batch_size: int) -> None:
        self._settings = StoredSettings(database)
        self._change_log = ChangeLog(database)
        self._records = RecordStore(database)
        self._api = api
        self._pushed = pushed
        self._batch_size = batch_size

    def run(self, report: Callable[[int], None]) -> Counter[str]:
        """Pushes until it has said that nothing is left; how many records of each table."""
        sent = Counter[str]()
        while True:
            cursor = self._settings.number(Setting.PUSH_CURSOR)
            remaining = self._change_log.count_after(cursor, self._pushed)
            changes = self._change_log.after(cursor, self._batch_size, self._pushed)
            report(remaining)
            records = v5_records(self._records, changes)
            has_started = self._api.post_queued_records(remaining, records)
            sent.update(record["tableName"] for record in records)
            if remaining == 0:
                if not has_started:
                    raise IntegrationNotStartedError(
                        "Total remaining sent to server is 0 but integration not started."
                    )
                return sent
            self._settings.save(Setting.PUSH_CURSOR, changes[-1].sequence)


def v5_records(records: RecordStore, changes: list[Change]) -> list[dict[str, Any]]:
    """The changes as they are pushed; those of tables that travel over V6 only are left out."""
    return [
        {"syncOutId": str(change.sequence), **written}
        for change in changes
        if change.table_name not in V6_TABLES
        for written in written_record(records, change)
    ]


def written_record(records: RecordStore, change: Change) -> list[dict[str, Any]]:
    """The members that every pushed record has; nothing if the record is gone meanwhile."""
    common = {"tableName": change.table_name, "recordId": change.record_id}
    if change.action is Action.DELETE:
        return [{**common, "action": "Delete", "recordData": None}]
    record = records.get(change.table_name, change.record_id)
    if record is None:
        return []
    data = as_pushed(change.table_name, record)
    return [{**common, "action": "Update", "recordData": data}]


def wait_for_integration(api: V5Api, pauses: Pauses) -> None:
    """Waits until the server has integrated what was pushed."""
    wait_until(
        lambda: api.get_site_status() is StatusCode.IDLE,
        pauses.integration_period_seconds,
        pauses.integration_limit_seconds,
        IntegrationTimeoutError("The server was not idle in time after the push."),
    )
