"""How many calls are worked on at once, whatever the number of the web server's threads.

A call that waits for a worker holds a thread while it only sleeps, so the server has more threads
than are good for work: beyond a few they hinder each other. Here a thread takes one of a few places
while the answer is made, and gives it back before the answer is sent, or waited for.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Places:
    """A WSGI application that makes at most `count` answers at once."""

    def __init__(self, application: WsgiApplication, count: int) -> None:
        self._application = application
        self._free = threading.BoundedSemaphore(count)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Waits for a place and has the answer made."""
        with self._free:
            return self._application(environ, start_response)
