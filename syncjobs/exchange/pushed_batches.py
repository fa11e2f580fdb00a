"""What the calls of a push do with its batches, each as one statement that is text.

Every sync of every site makes two of these. Making a statement of a QuerySet costs several times
what the statement itself does.
"""

from typing import Final

from django.db import connection
from django.utils import timezone

_KEEP: Final = """
    INSERT INTO syncjobs_pushedbatch (site_id, received_at, record_count, body, is_complete)
    VALUES (%s, %s, %s, %s, FALSE)
"""
_UNFINISHED: Final = "SELECT id FROM syncjobs_pushedbatch WHERE site_id = %s AND NOT is_complete"
_COMPLETE: Final = """
    UPDATE syncjobs_pushedbatch SET is_complete = TRUE WHERE site_id = %s AND NOT is_complete
"""
_OF_SITE: Final = "SELECT 1 FROM syncjobs_pushedbatch WHERE site_id = %s AND is_complete LIMIT 1"
_WITH_ID: Final = "SELECT 1 FROM syncjobs_pushedbatch WHERE id = %s AND is_complete"


def keep_batch(site_id: int, record_count: int, body: str) -> None:
    """Keeps one batch of a push that goes on."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (site_id, now, record_count, body))


def complete_push(site_id: int) -> int | None:
    """Makes all batches of the site's push ready; the id of one of them, None without any."""
    with connection.cursor() as cursor:
        # An UPDATE that finds nothing would wait all the same while SQLite is written to.
        cursor.execute(_UNFINISHED, (site_id,))
        batch = cursor.fetchone()
        if batch is None:
            return None
        cursor.execute(_COMPLETE, (site_id,))
    batch_id: int = batch[0]
    return batch_id


def push_waits(site_id: int) -> bool:
    """Whether a push of the site is over and not integrated yet."""
    return _finds(_OF_SITE, site_id)


def batch_waits(batch_id: int) -> bool:
    """Whether this batch, of a push that is over, is not integrated yet."""
    return _finds(_WITH_ID, batch_id)


def _finds(sql: str, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, (number,))
        return cursor.fetchone() is not None
