"""A process that dies at a statement of the database, and leaves what was committed before."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# These end what the dead process had begun, as the database does when a connection breaks.
_ENDINGS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Died(BaseException):
    """The process is gone. No code of the portal catches it."""


@contextmanager
def dying(after: int | None) -> Iterator[None]:
    """Raises Died at every statement after so many; never when it is None."""
    remaining = math.inf if after is None else after

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal remaining
        if not sql.startswith(_ENDINGS):
            if remaining <= 0:
                raise Died
            remaining -= 1
        return run(sql, *rest)

    with connection.execute_wrapper(execute):
        try:
            yield
        except Died:
            # Django takes the transaction of the test for broken, which it is not.
            transaction.set_rollback(False)
            raise
