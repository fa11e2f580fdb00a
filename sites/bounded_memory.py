"""A set of texts in this process that forgets by age and by number."""

import threading
import time
from collections import OrderedDict


class BoundedMemory:
    """Remembers at most `entries` texts, each for at most `seconds`; the oldest go first."""

    def __init__(self, entries: int, seconds: float) -> None:
        self._entries = entries
        self._seconds = seconds
        self._ends_at: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, text: str) -> bool:
        ends_at = self._ends_at.get(text)
        return ends_at is not None and ends_at > time.monotonic()

    def add(self, text: str) -> None:
        """Remembers `text` from now on."""
        with self._lock:
            self._ends_at[text] = time.monotonic() + self._seconds
            self._ends_at.move_to_end(text)
            while len(self._ends_at) > self._entries:
                self._ends_at.popitem(last=False)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._ends_at.clear()
