"""Which errors come from the records themselves, and would come again however often one tries."""

import sqlite3
from typing import Final

from django.db import OperationalError, connection

# PostgreSQL: a statement goes beyond what the server can do.
_BEYOND_LIMITS: Final = "54"


def is_defect(error: Exception) -> bool:
    """Whether the error is the portal's own, and not a database that is away, busy or full.

    Databases give the same class of error for both. One that answers afterwards, and names no
    reason that passes, has met a statement that it can never carry out. Asked after the
    transaction was undone.
    """
    if not isinstance(error, OperationalError):
        return True
    cause = error.__cause__
    if connection.vendor == "sqlite":
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_BEYOND_LIMITS)
    return connection.connection is not None and connection.is_usable()
