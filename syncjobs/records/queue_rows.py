"""Writing many rows of the queues at once, in the order that they are to be delivered in."""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from syncjobs.choices import QueuedAction
from syncjobs.models import QueuedRecord

# The id of a site, the id of a record's row, and what the site is to do with it.
QueueRow = tuple[int, int, QueuedAction]

ROWS_AT_ONCE: Final = 1_000

_WRITE: Final = """
    INSERT INTO syncjobs_queuedrecord (site_id, record_id, action)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[])
"""


def write_queue_rows(rows: Sequence[QueueRow]) -> None:
    """Puts these rows behind what waits already; the ids of the rows follow their order.

    On PostgreSQL with a statement that is text, for the reason that `record_rows` gives.
    """
    write = _write_as_text if connection.vendor == "postgresql" else _write_with_django
    for start in range(0, len(rows), ROWS_AT_ONCE):
        write(rows[start : start + ROWS_AT_ONCE])


def _write_as_text(rows: Sequence[QueueRow]) -> None:
    site_ids, record_ids, actions = zip(*rows, strict=True)
    texts = [action.value for action in actions]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, (list(site_ids), list(record_ids), texts))


def _write_with_django(rows: Sequence[QueueRow]) -> None:
    QueuedRecord.objects.bulk_create(
        QueuedRecord(site_id=site_id, record_id=record_id, action=action)
        for site_id, record_id, action in rows
    )
