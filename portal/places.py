"""How many calls are worked on at once, whatever the number of the web server's threads.

A call that waits for a worker holds a thread while it only sleeps, so the server has more threads
than are good for work: beyond a few they hinder each other. Here a thread takes one of a few places
while the answer is made, and gives it back before the answer is sent, or waited for.

The connection to the database belongs to the place and not to the thread. So the few that there are
stay warm, and PostgreSQL has as many servers to switch between as there are places.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Places:
    """A WSGI application that makes at most `count` answers at once, first come, first served."""

    def __init__(self, application: WsgiApplication, count: int) -> None:
        self._application = application
        self._free = [_new_connection() for _ in range(count)]
        self._waiting: deque[_Waiting] = deque()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Waits for a place and has the answer made."""
        own = connections[DEFAULT_DB_ALIAS]
        connection = self._take()
        try:
            connections[DEFAULT_DB_ALIAS] = connection
            try:
                return self._application(environ, start_response)
            finally:
                # What an answer that waits does later, it does on a connection of its own.
                connections[DEFAULT_DB_ALIAS] = own
                connection.close_if_unusable_or_obsolete()
        finally:
            self._give_back(connection)

    def _take(self) -> Any:
        with self._lock:
            if self._free:
                # The one that was used last is the warmest.
                return self._free.pop()
            waiting = _Waiting()
            self._waiting.append(waiting)
        return waiting.wait()

    def _give_back(self, connection: Any) -> None:
        with self._lock:
            if not self._waiting:
                self._free.append(connection)
                return
            waiting = self._waiting.popleft()
        waiting.end_with(connection)


class _Waiting:
    """A thread that waits for a place; it is handed one, so that nobody else can take it first."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._is_over = threading.Lock()
        self._is_over.acquire()

    def wait(self) -> Any:
        self._is_over.acquire()
        return self._connection

    def end_with(self, connection: Any) -> None:
        self._connection = connection
        self._is_over.release()


def _new_connection() -> Any:
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    # Never used by two threads at once, but by one after another.
    connection.inc_thread_sharing()
    return connection
