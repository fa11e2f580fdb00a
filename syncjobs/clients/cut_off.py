"""An end to a request, however busy the other side looks.

The time limits of `requests` are for each single read: a server that sends a byte now and then
keeps within them for ever.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter


class CutOff(HTTPAdapter):
    """Keeps the sockets that it opens, to cut them when the time is over."""

    def __init__(self) -> None:
        super().__init__()
        self._sockets: list[socket.socket] = []
        self._is_over = threading.Event()

    @property
    def has_come(self) -> bool:
        """Whether the time was over before the request was."""
        return self._is_over.is_set()

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool of the base class; its connections hand over their sockets."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        names = {"keep": staticmethod(self._keep)}
        pool.ConnectionCls = type("Kept", (_Kept, pool.ConnectionCls), names)
        return pool

    def cut(self) -> None:
        """Ends every reading and writing, as if the other side had gone."""
        self._is_over.set()
        for kept in self._sockets:
            with suppress(OSError):
                kept.shutdown(socket.SHUT_RDWR)

    def _keep(self, opened: socket.socket) -> None:
        self._sockets.append(opened)
        if self.has_come:
            self.cut()


class _Kept:
    """Goes before a connection class of urllib3.

    The socket is taken when it is opened: once the answer's headers are read, a connection may
    have forgotten it.
    """

    keep: Callable[[socket.socket], None]
    sock: socket.socket

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self.keep(self.sock)


@contextmanager
def cut_off_after(session: Session, seconds: float) -> Iterator[CutOff]:
    """Cuts the session's connections when the block takes longer than `seconds`."""
    cut_off = CutOff()
    session.mount("http://", cut_off)
    session.mount("https://", cut_off)
    timer = threading.Timer(seconds, cut_off.cut)
    timer.daemon = True
    timer.start()
    try:
        yield cut_off
    finally:
        timer.cancel()
