"""How many slow password checks run at once in this process.

After a restart that also lost the shared cache, every site's password has to be checked the slow
way. Without a limit these checks would take both cores and every thread, and sites that are
remembered would wait behind them. Whoever finds no place is asked to come back, which a site does
by itself at its next sync.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sites.errors import TooManySignInsError

AT_ONCE = 1
MAY_WAIT = 1
LONGEST_WAIT_SECONDS = 1.0
RETRY_SECONDS = 60
# How far a slow check stands back behind calls when all cores are busy, in steps of nice(2).
NICENESS = 10

T = TypeVar("T")

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


def run_in_background(check: Callable[[], T]) -> T:
    """What `check` returns, computed with what all other calls leave of the processor."""
    return _background.submit(check).result()


def _stand_back() -> None:
    # Only on Linux is niceness a thread's own; elsewhere this would slow all calls.
    if sys.platform == "linux":
        os.nice(NICENESS)


_background = ThreadPoolExecutor(AT_ONCE, "slow-check", initializer=_stand_back)
