"""Pulling the site's own queue and acknowledging what is stored (protocol 3.5, 3.6)."""

from collections import Counter
from collections.abc import Callable

from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.errors import CrashError, NeverEndsError
from syncjobs.simulation.storage.buffer import Buffer
from syncjobs.simulation.storage.database import Database


class QueuePull:
    """The pull of one sync; `source` is the number of the server."""

    def __init__(self, database: Database, api: V5Api, source: int, batch_size: int) -> None:
        self._database = database
        self._buffer = Buffer(database)
        self._api = api
        self._source = source
        self._batch_size = batch_size

    def run(self, report: Callable[[int], None], *, keeps_records: bool) -> Counter[str]:
        """Pulls until a batch is empty; how many records of each table came."""
        acknowledged: set[str] = set()
        pulled = Counter[str]()
        while True:
            batch = self._api.get_queued_records(self._batch_size)
            report(batch.queue_length)
            if not batch.rows:
                return pulled
            sync_out_ids = [sync_out_id for sync_out_id, _ in batch.rows]
            if acknowledged.issuperset(sync_out_ids):
                raise NeverEndsError("Rows that were acknowledged are delivered again and again.")
            if keeps_records:
                with self._database.transaction():
                    self._buffer.receive((record for _, record in batch.rows), self._source)
            self._api.post_acknowledged_records(sync_out_ids)
            acknowledged.update(sync_out_ids)
            pulled.update(record.table_name for _, record in batch.rows)
            if batch.queue_length < len(batch.rows):
                raise CrashError(
                    f"queueLength {batch.queue_length} is less than the {len(batch.rows)} rows of"
                    " the batch: the site computes an unsigned difference."
                )
            report(batch.queue_length - len(batch.rows))
