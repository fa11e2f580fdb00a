"""Places in the central log behind all that sites know from another server (protocol 3.4).

A site asks for what comes after its cursor. One that had its data from an old server has a cursor
of that server, and would be told of nothing until this log had grown past it.
"""

from django.db import transaction
from django.db.models import F, Min

from sites.errors import RegisterError
from syncjobs.models import Record, SiteQueue
from syncjobs.records.writing import lock_records

HIGHEST_CURSOR = 2**31 - 1
# So many changes of central data must find places afterwards.
ROOM = 100_000_000


@transaction.atomic
def put_log_behind(cursor: int) -> int:
    """Moves all of the central log behind `cursor`, in its order; returns how many records moved.

    Nothing moves when all of it is behind already. Afterwards a site with any cursor up to this one
    gets all central data at its next pull. Raises RegisterError when no room would be left.
    """
    log = lock_records()
    records = Record.objects.filter(central_cursor__isnull=False)
    first = records.aggregate(first=Min("central_cursor"))["first"]
    if log.last_cursor > cursor and (first is None or first > cursor):
        return 0
    # By at least its length, so that no record comes to a place that another still has.
    step = max(cursor, log.last_cursor)
    if log.last_cursor + step > HIGHEST_CURSOR - ROOM:
        raise RegisterError(
            f"The central log has no room behind {cursor:,}.",
            "A cursor is a number of 32 bits. Is it the maxCursor of the old server?",
        )
    count = records.update(central_cursor=F("central_cursor") + step)
    queues = SiteQueue.objects.filter(initialised_cursor__gt=0)
    queues.update(initialised_cursor=F("initialised_cursor") + step)
    log.last_cursor += step
    log.save(update_fields=["last_cursor"])
    return count
