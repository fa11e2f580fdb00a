"""Those who wait for each other in PostgreSQL, as tests look at them."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from sites.models import Site
from tests.support.waiting import wait_for

T = TypeVar("T")
needs_row_locks = pytest.mark.skipif(
    "not config.getoption('--postgres')", reason="SQLite has one writer at a time"
)


def in_thread(act: Callable[[], T]) -> T:
    """What the act returns, with a connection that is closed afterwards."""
    try:
        return act()
    finally:
        connection.close()


def somebody_waits_for_a_lock() -> bool:
    """Whether another connection to this database waits for a lock."""
    with connection.cursor() as cursor:
        # Within a transaction the same would be seen again and again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        [count] = cursor.fetchone()
    return bool(count)


@contextmanager
def kept_waiting(act: Callable[[], T], rows: QuerySet[Any]) -> Iterator[Future[T]]:
    """The act, which begins before the block and waits until its end for these rows.

    `rows` locks what it reads.
    """
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            list(rows)
            acting = threads.submit(in_thread, act)
            wait_for(somebody_waits_for_a_lock, 20, "The waiting for the rows")
            yield acting
        acting.result(30)


def held(site: Site) -> QuerySet[Site]:
    """The row of the site, to be locked as by one who writes it."""
    return Site.objects.filter(pk=site.pk).select_for_update(no_key=True)
