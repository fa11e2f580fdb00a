"""Counts in this process that end by themselves and are bounded in number."""

import threading
import time
from collections import OrderedDict


class CountingMemory:
    """Counts at most `entries` texts; the counts that began first go first."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, text: str, seconds: float) -> int:
        """Counts one more; a count ends `seconds` after its first."""
        now = time.monotonic()
        with self._lock:
            count, ends_at = self._counts.get(text, (0, 0.0))
            if ends_at <= now:
                self._counts.pop(text, None)
                count, ends_at = 0, now + seconds
            self._counts[text] = (count + 1, ends_at)
            while len(self._counts) > self._entries:
                self._counts.popitem(last=False)
            return count + 1

    def take_back(self, text: str) -> None:
        """Counts one less, when there is a count."""
        with self._lock:
            count, ends_at = self._counts.get(text, (0, 0.0))
            if count > 0:
                self._counts[text] = (count - 1, ends_at)

    def end_in(self, text: str, seconds: float) -> None:
        """Has a count end `seconds` from now."""
        with self._lock:
            count, _ = self._counts.get(text, (0, 0.0))
            if count > 0:
                self._counts[text] = (count, time.monotonic() + seconds)

    def forget(self, text: str) -> None:
        """Ends one count."""
        with self._lock:
            self._counts.pop(text, None)

    def clear(self) -> None:
        """Ends all counts."""
        with self._lock:
            self._counts.clear()
