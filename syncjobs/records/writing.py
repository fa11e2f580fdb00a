"""Who writes records writes alone: the lock of the central log, and its cursors."""

from syncjobs.models import CentralLog


def lock_records() -> CentralLog:
    """Waits until nobody else writes records, and keeps others out until the transaction ends.

    Every writer of records calls it first, inside its transaction. So records are judged by what
    is really there, and a cursor of the central log is visible before any higher one is given out
    (a sequence of the database would not do: its numbers become visible in any order).
    """
    log, _ = CentralLog.objects.select_for_update().get_or_create(pk=1)
    return log


def next_cursors(count: int) -> range:
    """The next `count` places of the central log; the caller holds the lock."""
    log = lock_records()
    first = log.last_cursor + 1
    log.last_cursor += count
    log.save(update_fields=["last_cursor"])
    return range(first, first + count)
