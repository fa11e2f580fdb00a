"""Asking again and again until the server is done (protocol 3.2)."""

import time
from collections.abc import Callable

from syncjobs.simulation.errors import SyncFailedError


def wait_until(
    is_done: Callable[[], bool],
    period_seconds: float,
    limit_seconds: float,
    failure: SyncFailedError,
) -> None:
    """Sleeps, asks, and stops when it is done; raises `failure` when it takes too long."""
    began = time.monotonic()
    while True:
        time.sleep(period_seconds)
        if is_done():
            return
        if time.monotonic() - began >= limit_seconds:
            raise failure
