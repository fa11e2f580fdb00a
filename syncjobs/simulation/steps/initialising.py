"""Asking the server to make the site's queue (protocol 3.3)."""

from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.calls.wire import InitialisationStatus, StatusCode
from syncjobs.simulation.errors import (
    CannotConnectError,
    InitialisationTimeoutError,
    NoReplyError,
)
from syncjobs.simulation.options import Pauses
from syncjobs.simulation.steps.waiting import wait_until


def request_initialisation(api: V5Api, status: InitialisationStatus, pauses: Pauses) -> None:
    """Returns when the queue is complete; the caller knows that it was never so before.

    A request that is answered ends the matter, either way. Only when no answer came, or when the
    server is at it already, the site waits until the server is idle.
    """
    if status is not InitialisationStatus.STARTED:
        try:
            api.post_initialise()
        except (CannotConnectError, NoReplyError):
            # The server may be at work all the same.
            pass
        else:
            return
    wait_until(
        lambda: api.get_site_status() is StatusCode.IDLE,
        pauses.initialisation_period_seconds,
        pauses.initialisation_limit_seconds,
        InitialisationTimeoutError("The server was not idle in time for the initialisation."),
    )
