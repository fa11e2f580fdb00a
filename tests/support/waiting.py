"""Waiting for a condition instead of for a length of time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE_SECONDS = 0.02


def wait_for(
    condition: Callable[[], T], seconds: float, what: str, pause_seconds: float = PAUSE_SECONDS
) -> T:
    """Call `condition` until its result is true, and return that result.

    A condition that costs much to look at deserves a longer pause.

    Raises AssertionError, naming `what`, when that takes longer than `seconds`.
    """
    until = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not happen within {seconds:g} seconds.")
        time.sleep(pause_seconds)
