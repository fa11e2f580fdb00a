"""Pulling the central log (protocol 3.4)."""

from collections import Counter
from collections.abc import Callable

from syncjobs.simulation.calls.strict_json import HIGHEST_INT32
from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.calls.wire import CentralBatch
from syncjobs.simulation.errors import CrashError, NeverEndsError
from syncjobs.simulation.storage.buffer import Buffer
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings


class CentralPull:
    """The pull of one sync; `source` is the number of the server."""

    def __init__(self, database: Database, api: V5Api, source: int, batch_size: int) -> None:
        self._database = database
        self._settings = StoredSettings(database)
        self._buffer = Buffer(database)
        self._api = api
        self._source = source
        self._batch_size = batch_size

    def run(self, report: Callable[[int], None], *, keeps_records: bool) -> Counter[str]:
        """Pulls to the end of the log; how many records of each table came."""
        pulled = Counter[str]()
        while True:
            cursor = self._settings.number(Setting.CENTRAL_PULL_CURSOR)
            batch = self._api.get_central_records(cursor, self._batch_size)
            if batch.max_cursor < cursor:
                raise CrashError(
                    f"maxCursor {batch.max_cursor} is less than the cursor {cursor}: the site"
                    " computes an unsigned difference."
                )
            report(batch.max_cursor - cursor)
            if batch.entries:
                self._store(cursor, batch, keeps_records=keeps_records)
                pulled.update(record.table_name for _, record in batch.entries)
            elif cursor >= batch.max_cursor:
                return pulled
            else:
                self._settings.save(Setting.CENTRAL_PULL_CURSOR, cursor + 1)

    def _store(self, cursor: int, batch: CentralBatch, *, keeps_records: bool) -> None:
        last_id = batch.entries[-1][0]
        if last_id > HIGHEST_INT32:
            raise CrashError(f"The id {last_id} does not fit the 32 bits of the site's cursor.")
        if last_id <= cursor:
            raise NeverEndsError(
                f"The last id after cursor {cursor} is {last_id}: the site asks for the same"
                " entries again and again."
            )
        with self._database.transaction():
            if keeps_records:
                self._buffer.receive((record for _, record in batch.entries), self._source)
            self._settings.save(Setting.CENTRAL_PULL_CURSOR, last_id)
