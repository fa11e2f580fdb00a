"""Several connections at once: who waits for whom, and what one does between two statements."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, connections, transaction

from tests.support.waiting import wait_for

T = TypeVar("T")

SECONDS = 60.0
WAITING = """
    SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Threads:
    """Threads whose connections end with what they do."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(8)

    def begin(self, act: Callable[[], T]) -> "Future[T]":
        """Has another thread do this."""
        return self._pool.submit(self._on_a_connection, act)

    def close(self) -> None:
        """Waits until all of them are done."""
        self._pool.shutdown()

    @staticmethod
    def _on_a_connection(act: Callable[[], T]) -> T:
        try:
            return act()
        finally:
            connections.close_all()


@contextmanager
def held_open(threads: Threads, act: Callable[[], object]) -> Iterator[None]:
    """Another thread did this in a transaction that it commits when the block ends."""
    done, may_commit = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            act()
            done.set()
            assert may_commit.wait(SECONDS)

    future = threads.begin(hold)
    try:
        wait_for(lambda: done.is_set() or future.done(), SECONDS, "What is to be held open")
        yield
    finally:
        may_commit.set()
        future.result(SECONDS)


def settled(future: "Future[Any]") -> bool:
    """Waits until the thread is done or waits for a lock; whether it is done."""
    wait_for(lambda: future.done() or _waiting_count(), SECONDS, "The end, or a lock")
    return future.done()


@contextmanager
def interrupted(after: str, act: Callable[[], object]) -> Iterator[None]:
    """Does something once, right after the first statement of this connection with that text."""
    is_due = True

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal is_due
        result = run(sql, *rest)
        if is_due and after in sql:
            is_due = False
            act()
        return result

    with connection.execute_wrapper(execute):
        yield
    assert not is_due, f"No statement has {after!r}."


@contextmanager
def met(
    threads: Threads, act: Callable[[], T], after: str = "FOR UPDATE"
) -> Iterator[list["Future[T]"]]:
    """Another thread begins to do this right after that statement, and comes to wait for a lock."""
    begun: list[Future[T]] = []

    def begin() -> None:
        begun.append(threads.begin(act))
        assert not settled(begun[0])

    with interrupted(after, begin):
        yield begun


def _waiting_count() -> int:
    with connection.cursor() as cursor:
        # In a transaction the view stays as it was at the first look.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        count: int = cursor.fetchone()[0]
    return count
