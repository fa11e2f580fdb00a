"""`POST /sync/v5/initialise` (protocol 3.3): answered when everything is ready.

The worker needs from moments to minutes for it. A site gives up after five minutes without a byte,
and what stands in between often after one; so white space is sent while it waits, which JSON allows
before the answer.
"""

import json
import time
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.http import StreamingHttpResponse

from sites.api.views import SiteView
from syncjobs.api.waiting_room import WaitingRoom
from syncjobs.exchange.errors import InitialisationFailedError, InitialisationInProgressError
from syncjobs.exchange.initialise import Preparation, preparation_of, request_initialisation
from syncjobs.following.site_calls import site_initialises, site_was_prepared

FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 3.0
# From here on a connection to the database is not worth keeping during the pause.
KEEP_CONNECTION_SECONDS: Final = 1.0

ROOM: Final = WaitingRoom()


class InitialiseView(SiteView):
    """`POST /sync/v5/initialise`; a second POST waits for the same job."""

    def post(self) -> StreamingHttpResponse:
        """Has the site's data prepared, and answers with its extent when it is."""
        job_id = request_initialisation(self.site.id)
        site_initialises(self.site)
        if not ROOM.enter():
            raise InitialisationInProgressError
        # The server closes the answer when it is sent or the site is gone.
        return WaitingResponse(_wait_for(job_id, self.site.id))


class WaitingResponse(StreamingHttpResponse):
    """An answer that takes a place in the waiting room until it is closed."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__(parts, content_type="application/json")
        self["Cache-Control"] = "no-store"
        # A reverse proxy would collect the white space and keep it to itself.
        self["X-Accel-Buffering"] = "no"
        self._is_waiting = True

    def close(self) -> None:
        """Leaves the waiting room."""
        super().close()
        if self._is_waiting:
            self._is_waiting = False
            ROOM.leave()


def _wait_for(job_id: int, site_id: int) -> Iterator[bytes]:
    pause = FIRST_PAUSE_SECONDS
    yield b" "
    while not (preparation := preparation_of(job_id)).has_ended:
        if pause > KEEP_CONNECTION_SECONDS:
            connection.close()
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        yield b" "
    site_was_prepared(site_id)
    yield _answer(preparation)


def _answer(preparation: Preparation) -> bytes:
    """The length of the queue; a failure is told in words, because the status is sent already."""
    if preparation.has_failed:
        error = InitialisationFailedError(preparation.cause)
        envelope = {"code": error.code, "message": str(error), "data": None}
        return json.dumps({"error": envelope}).encode()
    return b'{"queueLength":%d}' % preparation.queue_length
