"""Statements about one job that are written together or not at all.

PostgreSQL gets them as one statement: one round trip and, once it is prepared, no planning. SQLite,
which knows no statement that writes two tables, gets them one after the other in a transaction.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, transaction

# SQL and its values.
Statement = tuple[str, tuple[Any, ...]]

_OF_JOB: Final = "RETURNING id, site_id, attempt"
# Without waiting for the disk: when the machine fails within that second, the portal has seen less
# of a sync than it could have.
_ANSWER: Final = "SELECT id, set_config('synchronous_commit', 'off', true) FROM job"


def write_together(first: Statement, others: Sequence[Statement]) -> bool:
    """Writes one job with `first`, and the `others` if that wrote it; False when it did not.

    `first` inserts or updates a row of the jobs. The others take the `id`, `site_id` and `attempt`
    that it then has from the one row of `job`.
    """
    if connection.vendor == "postgresql":
        return _as_one_statement(first, others)
    return _one_after_the_other(first, others)


def _as_one_statement(first: Statement, others: Sequence[Statement]) -> bool:
    parts = [f"job AS ({first[0]} {_OF_JOB})"]
    parts += [f"part_{number} AS ({sql})" for number, (sql, _) in enumerate(others)]
    values = [value for _, of_statement in (first, *others) for value in of_statement]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {_ANSWER}", values)
        return cursor.fetchone() is not None


@transaction.atomic
def _one_after_the_other(first: Statement, others: Sequence[Statement]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{first[0]} {_OF_JOB}", first[1])
        rows = cursor.fetchall()
        if not rows:
            return False
        for sql, values in others:
            job = "WITH job (id, site_id, attempt) AS (SELECT %s, %s, %s)"
            cursor.execute(f"{job} {sql}", (*rows[0], *values))
    return True
