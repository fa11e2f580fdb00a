"""The stand-in itself: a threaded HTTP server on a loopback port, which can go away and return."""

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.central_server import Fault
from tests.central_server.odd_answers import HTML, answer_oddly, send
from tests.central_server.server import HOST
from tests.remote_site.behaviour import Behaviour
from tests.remote_site.graphql import GraphqlError
from tests.remote_site.site import Site


class RemoteSite(Site):
    """A site that serves from `with` to the end of the block.

    `behaviour` may be changed meanwhile; `asked` names the fields that were asked for, in order.
    """

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(behaviour)
        self._tls = tls
        self._port = 0
        self._http: _ThreadingServer | None = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"{'http' if self._tls is None else 'https'}://{HOST}:{self._port}"

    def come(self) -> None:
        """Begins to serve, on the same port as before."""
        handler = type("Handler", (_Handler,), {"site": self})
        self._http = _ThreadingServer((HOST, self._port), handler)
        if self._tls is not None:
            self._http.socket = self._tls.wrap_socket(self._http.socket, server_side=True)
        self._port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def go_away(self) -> None:
        """Stops serving, as a machine that is switched off."""
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def __enter__(self) -> Self:
        self.come()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.go_away()


class _ThreadingServer(ThreadingHTTPServer):
    daemon_threads = True
    # An answer that never ends must not keep the stand-in from ending.
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away in the middle of an answer is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: RemoteSite

    def do_POST(self) -> None:
        """GraphQL."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.site.behaviour.fault
        if fault is not Fault.NONE and answer_oddly(self, fault, self.site.ended):
            return
        if self.path != "/graphql":
            send(self, 404, HTML, "text/html")
            return
        send(self, 200, json.dumps(self._operate(json.loads(body))).encode(), "application/json")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is written."""

    def _operate(self, request: dict[str, Any]) -> dict[str, Any]:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            data = self.site.operate(request["query"], request.get("variables") or {}, token)
        except GraphqlError as error:
            extensions = {"details": error.details} if error.details else {}
            return {"data": None, "errors": [{"message": str(error), "extensions": extensions}]}
        return {"data": data}
