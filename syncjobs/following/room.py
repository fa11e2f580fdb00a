"""How many syncs a web process begins to follow, so that looking on never slows what is looked at.

A followed sync makes two statements more a call, one that reads and one that writes. Many thousands
of sites that push at the same moment, as after a power cut, are served first: beyond the limit a
sync leaves only its site's times, as one with nothing to do does.
"""

import logging
import threading
import time
from typing import Final

log = logging.getLogger(__name__)

PER_SECOND: Final = 20.0
AT_ONCE: Final = 60.0
# A log that tells of every sync without a place would cost as much as following them.
TOLD_EVERY_SECONDS: Final = 60.0


class Room:
    """Places for new followed syncs: `at_once` of them, and `per_second` more each second."""

    def __init__(self, per_second: float, at_once: float) -> None:
        self._per_second, self._at_once = per_second, at_once
        self._lock = threading.Lock()
        self._places, self._counted_at = at_once, time.monotonic()
        self._told_at: float | None = None

    def has_place(self) -> bool:
        """Whether another sync may be followed now."""
        with self._lock:
            return self._has_one()

    def take(self) -> bool:
        """Takes a place; False when there is none."""
        with self._lock:
            if not self._has_one():
                return False
            self._places -= 1
            return True

    def refill(self) -> None:
        """Makes all places free, as after a quiet time."""
        with self._lock:
            self._places = self._at_once

    def _has_one(self) -> bool:
        if self._count() >= 1:
            return True
        if self._told_at is None or self._counted_at - self._told_at >= TOLD_EVERY_SECONDS:
            self._told_at = self._counted_at
            log.warning("More syncs begin than are followed; of some only the times are kept.")
        return False

    def _count(self) -> float:
        now = time.monotonic()
        grown = self._places + (now - self._counted_at) * self._per_second
        self._places, self._counted_at = min(self._at_once, grown), now
        return self._places


ROOM: Final = Room(PER_SECOND, AT_ONCE)
