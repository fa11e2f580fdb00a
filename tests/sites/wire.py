"""HTTP/1.1 by hand: what a server does with exactly these bytes."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from tests.sites.calls import DISCOVERY
from tests.support.servers import PortalServer

ANSWER_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; the names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Wire:
    """One connection to the server."""

    def __init__(self, server: PortalServer) -> None:
        self.host = f"{server.host}:{server.port}"
        self._socket = socket.create_connection((server.host, server.port), ANSWER_SECONDS)
        self._incoming = self._socket.makefile("rb")

    def __enter__(self) -> "Wire":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._incoming.close()
        self._socket.close()

    def send(self, content: bytes) -> None:
        """Sends exactly these bytes."""
        self._socket.sendall(content)

    def request(
        self, headers: Mapping[str, str | bytes], path: str = DISCOVERY, method: str = "GET"
    ) -> bytes:
        """The bytes of a request with a Host and these headers and no others."""
        lines = [f"{method} {path} HTTP/1.1".encode(), f"Host: {self.host}".encode()]
        for name, value in headers.items():
            raw = value if isinstance(value, bytes) else value.encode("latin-1")
            lines.append(name.encode() + b": " + raw)
        return b"\r\n".join([*lines, b"", b""])

    def answer(self) -> Answer:
        """The next answer."""
        status = int(self._incoming.readline().split()[1])
        headers: dict[str, str] = {}
        while line := self._incoming.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Answer(status, headers, self._body(headers))

    def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return self._incoming.read(int(headers["content-length"]))
        body = b""
        while size := int(self._incoming.readline(), 16):
            body += self._incoming.read(size)
            self._incoming.readline()
        self._incoming.readline()
        return body

    def is_closed(self) -> bool:
        """Whether the server has closed the connection, after at most ANSWER_SECONDS."""
        return self._incoming.read(1) == b""


def exchange(
    server: PortalServer,
    headers: Mapping[str, str | bytes],
    path: str = DISCOVERY,
    method: str = "GET",
) -> Answer:
    """The answer to one request on a connection of its own, as the sites make them."""
    with Wire(server) as wire:
        wire.send(wire.request(headers, path, method))
        return wire.answer()
