"""One HTTP call on a raw socket that never blocks."""

import re
import select
import socket

HOST = "127.0.0.1"
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_MOST_BYTES = 65_536


class ConnectionLostError(Exception):
    """The server closed the connection, or the connection could not be made."""


class Connection:
    """A connection to the server with at most one call on it at a time.

    `site` is the number of the site whose call is on it, `due` the moment from which its time
    counts, in seconds of `time.perf_counter`.
    """

    __slots__ = ("_address", "_epoll", "_received", "_socket", "_unsent", "due", "site")

    def __init__(self, port: int, epoll: select.epoll) -> None:
        self._address = (HOST, port)
        self._epoll = epoll
        self._received = b""
        self._socket: socket.socket | None = None
        self._unsent = b""
        self.site = 0
        self.due = 0.0

    def begin(self, request: bytes) -> int:
        """Sends `request`, on a new connection when there is none; returns its descriptor."""
        self._received = b""
        self._unsent = request
        if self._socket is None:
            self._socket = socket.socket()
            self._socket.settimeout(0)
            self._socket.connect_ex(self._address)
            self._epoll.register(self._socket, select.EPOLLOUT)
        else:
            self._epoll.modify(self._socket, select.EPOLLOUT)
        # On the loopback interface the connection is made by now.
        self.go_on()
        return self._socket.fileno()

    def go_on(self) -> tuple[int, bytes] | None:
        """Sends or receives what can be; the status and the body once the answer is complete.

        Raises ConnectionLostError.
        """
        assert self._socket is not None  # noqa: S101 - begin() has made it
        try:
            if self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
                if not self._unsent:
                    self._epoll.modify(self._socket, select.EPOLLIN)
                return None
            received = self._socket.recv(_MOST_BYTES)
        except BlockingIOError:
            return None
        except OSError as error:
            raise ConnectionLostError(str(error)) from error
        if not received:
            raise ConnectionLostError("closed by the server")
        self._received += received
        return _complete(self._received)

    def close(self) -> None:
        """Closes the connection, as a client does that makes a new one for each call."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _complete(received: bytes) -> tuple[int, bytes] | None:
    head, found, body = received.partition(_HEAD_END)
    if not found:
        return None
    length = _LENGTH.search(head + b"\r\n")
    if length is None:
        raise ConnectionLostError("an answer without Content-Length")
    return (int(received[9:12]), body) if len(body) >= int(length[1]) else None
