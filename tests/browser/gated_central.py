"""A central server that answers when the test lets it."""

import threading

from tests.central_server import Behaviour, CentralServer

PATIENCE_SECONDS = 15.0


class GatedCentral(CentralServer):
    """Holds every question back until `release()`, so that a running step can be looked at."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._gate = threading.Event()
        self._behaviour = behaviour
        super().__init__(behaviour)

    @property
    def behaviour(self) -> Behaviour:
        """How it answers, which it looks up at the beginning of each answer."""
        self._gate.wait(PATIENCE_SECONDS)
        return self._behaviour

    @behaviour.setter
    def behaviour(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def release(self) -> None:
        """Answers from now on."""
        self._gate.set()
