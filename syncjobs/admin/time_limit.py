"""A limit to the time that a query of the admin may take."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

# How many instructions of SQLite pass between two looks at the clock.
INSTRUCTIONS = 1_000


class TookTooLongError(Exception):
    """A query was ended because of its limit."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Ends a query within that takes longer. Raises TookTooLongError."""
    limited = _limited_postgresql if connection.vendor == "postgresql" else _limited_sqlite
    try:
        with limited(seconds):
            yield
    except OperationalError as error:
        if not _was_ended(error):
            raise
        raise TookTooLongError from error


@contextmanager
def _limited_postgresql(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        # Until the end of the transaction.
        milliseconds = str(max(1, int(seconds * 1_000)))
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [milliseconds])
        yield


@contextmanager
def _limited_sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    database = connection.connection
    end = time.monotonic() + seconds
    database.set_progress_handler(lambda: time.monotonic() > end, INSTRUCTIONS)
    try:
        yield
    finally:
        database.set_progress_handler(None, 0)


def _was_ended(error: OperationalError) -> bool:
    """Whether the database says that it was told to end the query."""
    cause = error.__cause__
    is_cancelled = getattr(cause, "sqlstate", None) == "57014"
    return is_cancelled or getattr(cause, "sqlite_errorname", "") == "SQLITE_INTERRUPT"
