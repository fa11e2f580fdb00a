"""How many calls may wait for something at the same time, in this process."""

import threading

from django.conf import settings


class WaitingRoom:
    """Places for calls that wait; each of them holds a thread of the web server."""

    def __init__(self) -> None:
        self._waiting = 0
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Takes a place; False when all WEB_WAITING_THREADS are taken."""
        with self._lock:
            if self._waiting >= settings.WEB_WAITING_THREADS:
                return False
            self._waiting += 1
            return True

    def leave(self) -> None:
        """Gives a place back."""
        with self._lock:
            self._waiting -= 1
