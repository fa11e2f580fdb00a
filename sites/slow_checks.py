"""How many slow password checks run at once in this process.

After a restart that also lost the shared cache, every site's password has to be checked the slow
way. Without a limit these checks would take both cores and every thread, and sites that are
remembered would wait behind them. Whoever finds no place is asked to come back, which a site does
by itself at its next sync.

Logins of people at sites have places of their own: a flood of them keeps no site from signing in.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from sites.errors import PortalError, TooManyLoginsError, TooManySignInsError

AT_ONCE = 1
MAY_WAIT = 1
# A site does not come back by itself for a person; and of all threads some stay for quick calls.
LOGINS_MAY_WAIT = 2
LONGEST_WAIT_SECONDS = 1.0
# A person who finds no place is let in with the password that the site remembers, an old one too.
LONGEST_LOGIN_WAIT_SECONDS = 5.0
RETRY_SECONDS = 60
# How far a slow check stands back behind calls when all cores are busy, in steps of nice(2).
NICENESS = 10

T = TypeVar("T")


class _Places:
    """Places for AT_ONCE checks, and for some that wait; `refuse` makes the error for the rest."""

    def __init__(self, may_wait: int, refuse: Callable[[], PortalError]) -> None:
        self._refuse = refuse
        self._present = threading.BoundedSemaphore(AT_ONCE + may_wait)
        self._running = threading.BoundedSemaphore(AT_ONCE)

    @contextmanager
    def place(self, longest_wait_seconds: float) -> Iterator[None]:
        if not self._present.acquire(blocking=False):
            raise self._refuse()
        try:
            if not self._running.acquire(timeout=longest_wait_seconds):
                raise self._refuse()
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._present.release()


_of_sites = _Places(MAY_WAIT, lambda: TooManySignInsError(RETRY_SECONDS))
_of_logins = _Places(LOGINS_MAY_WAIT, TooManyLoginsError)


def slow_check_place() -> AbstractContextManager[None]:
    """A place for one slow check; raises TooManySignInsError when none is free in time."""
    return _of_sites.place(LONGEST_WAIT_SECONDS)


def place_if_free() -> AbstractContextManager[None]:
    """A place for a slow hash that a later call can make; TooManySignInsError if none is free."""
    return _of_sites.place(0)


def login_check_place() -> AbstractContextManager[None]:
    """A place for the check of a login; raises TooManyLoginsError when none is free in time."""
    return _of_logins.place(LONGEST_LOGIN_WAIT_SECONDS)


def run_in_background(check: Callable[[], T]) -> T:
    """What `check` returns, computed with what all other calls leave of the processor."""
    return _background.submit(check).result()


def _stand_back() -> None:
    # Only on Linux is niceness a thread's own; elsewhere this would slow all calls.
    if sys.platform == "linux":
        os.nice(NICENESS)


_background = ThreadPoolExecutor(AT_ONCE, "slow-check", initializer=_stand_back)
