"""Hearing the bell of pushes: many of them are integrated together, by one thread of a process.

Integrating a push of two records by itself costs ten times as much as together with many others. A
site asks for the first time a second after its push, so a moment in which others come costs it
nothing.
"""

import threading
import time
from typing import Final

from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import PushedBatch

GATHER_SECONDS: Final = 0.2

_turn = threading.Lock()


def integrate_gathered_pushes() -> None:
    """Integrates every complete push, or leaves that to the thread which is at it.

    No push is missed. Its bell is rung when it is stored; whoever hears that while another thread
    has its turn may leave, because that thread looks once more when its turn is over.
    """
    while _turn.acquire(blocking=False):
        try:
            time.sleep(GATHER_SECONDS)
            integrate_complete_pushes()
        finally:
            _turn.release()
        if not PushedBatch.objects.complete().exists():
            return
