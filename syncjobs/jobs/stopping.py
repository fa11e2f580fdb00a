"""Noticing that the worker of this process is told to stop."""

import threading
from typing import Any, Final

from django.db import connection

# A connection to the database is not worth keeping during a longer pause.
KEEP_CONNECTION_SECONDS: Final = 1.0
_stops: Final = threading.Event()


def stop_soon(**_: Any) -> None:
    """Ends every pause of this process; the receiver of Celery's `worker_shutting_down`."""
    _stops.set()


def pause(seconds: float) -> bool:
    """Waits; True when the worker is to stop, and a job that takes minutes should be handed on."""
    if seconds >= KEEP_CONNECTION_SECONDS:
        connection.close()
    return _stops.wait(seconds)
