"""Filling a site's queue with many records: a statement for each fifty thousand."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db import connection, transaction

from syncjobs.choices import QueuedAction
from syncjobs.models import QueuedRecord
from syncjobs.records.belonging import Records
from syncjobs.records.queueing import lengthen, lock_queue
from syncjobs.records.writing import lock_records

CHUNK: Final = 50_000

Report = Callable[[int], None]


def fill_queue(
    site_id: int,
    parts: Iterable[Records],
    report: Report,
    may_go_on: Callable[[], None] = lambda: None,
) -> int:
    """Queues the records of these parts for the site, in their order; returns how many.

    Each statement is a transaction of its own; `report` is told the number of records after each.
    `may_go_on` is called in each transaction, and ends the filling with what it raises.
    """
    total = 0
    for part in parts:
        last_pk: int | None = 0
        while last_pk is not None:
            count, last_pk = _queue_next(site_id, part, last_pk, may_go_on)
            if count:
                total += count
                report(total)
    return total


@transaction.atomic
def empty_queue_once(site_id: int) -> int:
    """Takes the first fifty thousand rows out of the site's queue; returns how many there were."""
    lock_queue(site_id)
    first = QueuedRecord.objects.filter(site_id=site_id).order_by("pk").values("pk")[:CHUNK]
    count, _ = QueuedRecord.objects.filter(pk__in=first).delete()
    lengthen(site_id, -count)
    return count


@transaction.atomic
def _queue_next(
    site_id: int, part: Records, last_pk: int, may_go_on: Callable[[], None]
) -> tuple[int, int | None]:
    """Queues the records after `last_pk`; how many, and the last one's, None when none is left.

    The lock of the records keeps a record from being taken from the site in this very moment: its
    delete would be queued before it. A site without a queue gets everything when it has one.
    """
    lock_records()
    may_go_on()
    if lock_queue(site_id) is None:
        return 0, None
    rest = part.filter(pk__gt=last_pk).order_by("pk")
    beyond = rest.values_list("pk", flat=True)[CHUNK - 1 : CHUNK].first()
    page = rest if beyond is None else rest.filter(pk__lte=beyond)
    count = _insert(site_id, page)
    if count:
        lengthen(site_id, count)
    return count, beyond


def _insert(site_id: int, page: Records) -> int:
    sql, parameters = page.values("id").query.sql_with_params()
    table = connection.ops.quote_name(QueuedRecord._meta.db_table)
    statement = (
        f"INSERT INTO {table} (site_id, record_id, action)"  # noqa: S608 - no value is in the text
        f" SELECT CAST(%s AS integer), page.id, CAST(%s AS varchar(6)) FROM ({sql}) AS page"
        " ORDER BY page.id"
    )
    values: list[Any] = [site_id, QueuedAction.UPDATE.value, *parameters]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        count: int = cursor.rowcount
    return count
