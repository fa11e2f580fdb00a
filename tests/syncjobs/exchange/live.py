"""Sites that call the running web server."""

import http.client
import json
from typing import Any

from tests.sites.calls import Caller
from tests.support.servers import PortalServer


class LiveSite:
    """The calls of one registered site, each on a connection of its own (protocol 1.1)."""

    def __init__(self, server: PortalServer, name: str) -> None:
        self.name = name
        self._server = server
        self._connections: list[http.client.HTTPConnection] = []
        self._caller = Caller(name=name, hardware_id=f"machine of {name}")

    def open(self, method: str, path: str, body: Any = None) -> http.client.HTTPResponse:
        """The answer to a call below /sync/v5/, of which only the head was read."""
        return self.send(method, path, body).getresponse()

    def send(self, method: str, path: str, body: Any = None) -> http.client.HTTPConnection:
        """The connection over which a call was sent that nobody answered yet."""
        connection = http.client.HTTPConnection(self._server.host, self._server.port, timeout=60)
        self._connections.append(connection)
        data = None if body is None else json.dumps(body).encode()
        headers = self._caller.headers() | {"Connection": "close"}
        connection.request(method, f"/sync/v5/{path}", data, headers)
        return connection

    def close(self) -> None:
        """Gives up on every call."""
        for connection in self._connections:
            # Else a response that is not read to its end keeps the socket.
            if connection.sock is not None:
                connection.sock.close()
            connection.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer that must be a success."""
        with self.open(method, path, body) as response:
            text = response.read()
            assert 200 <= response.status < 300, text
            return json.loads(text) if text else None
