"""Requests with the retries of a real site (protocol 1.5)."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from syncjobs.simulation.calls.http_exchange import Reply, Request, exchange
from syncjobs.simulation.errors import CannotConnectError, SilenceError
from syncjobs.simulation.options import Pauses

REQUEST_TIMEOUT: Final = 408


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a request, for those who measure; status 0 means that no answer came."""

    method: str
    url: str
    status: int
    seconds: float
    received_bytes: int


def look_away(attempt: Attempt) -> None:
    """Observes nothing."""


class Transport:
    """Sends requests, at most as often as there are limits for connecting."""

    def __init__(self, pauses: Pauses, observe: Callable[[Attempt], None] = look_away) -> None:
        self._pauses = pauses
        self._observe = observe
        self.attempt_count = 0

    def send(self, request: Request) -> Reply:
        """The answer, whatever its status.

        It tries again when no connection can be made, when the server stays silent and after
        status 408; after nothing else. Raises SyncFailedError.
        """
        *earlier, last = self._pauses.connect_seconds
        for connect_seconds in earlier:
            with suppress(CannotConnectError, SilenceError):
                reply = self._attempt(request, connect_seconds)
                if reply.status != REQUEST_TIMEOUT:
                    return reply
        return self._attempt(request, last)

    def _attempt(self, request: Request, connect_seconds: float) -> Reply:
        self.attempt_count += 1
        began = time.monotonic()
        status = received_bytes = 0
        try:
            reply = exchange(request, connect_seconds, self._pauses.silence_seconds)
            status, received_bytes = reply.status, len(reply.body)
        finally:
            seconds = time.monotonic() - began
            self._observe(Attempt(request.method, request.url, status, seconds, received_bytes))
        return reply
