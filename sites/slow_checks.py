"""How many slow password checks run at once in this process.

After a restart that also lost the shared cache, every site's password has to be checked the slow
way. Without a limit these checks would take both cores and every thread, and sites that are
remembered would wait behind them. Whoever finds no place is asked to come back, which a site does
by itself at its next sync.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sites.errors import TooManySignInsError

AT_ONCE = 1
MAY_WAIT = 1
LONGEST_WAIT_SECONDS = 1.0
RETRY_SECONDS = 60

_present = threading.BoundedSemaphore(AT_ONCE + MAY_WAIT)
_running = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def slow_check_place() -> Iterator[None]:
    """A place for one slow check; raises TooManySignInsError when none is free in time."""
    if not _present.acquire(blocking=False):
        raise TooManySignInsError(RETRY_SECONDS)
    try:
        if not _running.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise TooManySignInsError(RETRY_SECONDS)
        try:
            yield
        finally:
            _running.release()
    finally:
        _present.release()
