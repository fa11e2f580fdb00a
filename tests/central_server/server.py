"""The stand-in itself: a threaded HTTP server on a loopback port."""

import json
import logging
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.central_server.behaviour import Asked, Behaviour, CalledBack, Fault, GraphQL
from tests.central_server.odd_answers import HTML, answer_oddly, say_nothing, send
from tests.central_server.site_status import BadRequestError, answer_site_status

HOST = "127.0.0.1"
ONLY_ON_CENTRAL = b"Method only allowed on central server"
log = logging.getLogger("tests.central_server")


class CentralServer:
    """A stand-in that serves from `with` to the end of the block.

    `behaviour` may be changed meanwhile. `asked` and `called_back` tell what has happened.
    """

    def __init__(
        self, behaviour: Behaviour, *, port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.called_back: list[CalledBack] = []
        self.ended = threading.Event()
        self._http = _ThreadingServer((HOST, port), _handler_of(self))
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://{HOST}:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]


class _ThreadingServer(ThreadingHTTPServer):
    daemon_threads = True
    # An answer that never ends must not keep the stand-in from ending.
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """A caller that goes away in the middle of an odd answer is part of the play."""
        log.info("went away: %s", client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    central: CentralServer

    def do_GET(self) -> None:
        """Nothing that is asked with GET is of use here."""
        self._dispatch()

    def do_POST(self) -> None:
        """V6 and GraphQL."""
        self._dispatch()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """What was asked and answered, for those who run the stand-in by hand."""
        log.info("asked: " + format, *args)  # noqa: G003

    def _dispatch(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.central.asked.append(Asked(self.command, self.path, dict(self.headers), body))
        if self.path.startswith("/central/"):
            self._central(body)
        elif self.path == "/graphql" and self.command == "POST":
            self._graphql()
        else:
            send(self, 404, HTML, "text/html")

    def _central(self, body: bytes) -> None:
        fault = self.central.behaviour.fault
        if fault is Fault.NOT_CENTRAL:
            self.close_connection = True
            send(self, 405, ONLY_ON_CENTRAL, "text/plain; charset=utf-8")
        elif answer_oddly(self, fault, self.central.ended):
            return
        elif self.path != "/central/sync/site_status" or self.command != "POST":
            send(self, 404, b"", "text/plain")
        else:
            self._site_status(body)

    def _site_status(self, body: bytes) -> None:
        content_type = self.headers.get("Content-Type", "")
        try:
            envelope = answer_site_status(
                self.central.behaviour, content_type, body, self._record_call_back
            )
        except BadRequestError as error:
            send(self, 400, str(error).encode(), "text/plain; charset=utf-8")
        else:
            log.info("answers: %s", envelope)
            send(self, 200, json.dumps(envelope).encode(), "application/json")

    def _record_call_back(self, called_back: CalledBack) -> None:
        self.central.called_back.append(called_back)
        log.info("called back: %s answered %s", called_back.url, called_back.status or "nothing")

    def _graphql(self) -> None:
        behaviour = self.central.behaviour
        if behaviour.graphql is GraphQL.MISSING:
            send(self, 404, HTML, "text/html")
        elif behaviour.graphql is GraphQL.SILENT:
            self.close_connection = True
            say_nothing(self, self.central.ended)
        else:
            send(self, 200, json.dumps(graphql_answer(behaviour)).encode(), "application/json")


def graphql_answer(behaviour: Behaviour) -> dict[str, Any]:
    """What the server says of itself; before its initialisation it has no `isCentralServer`."""
    if behaviour.graphql is GraphQL.NOT_INITIALISED:
        text = 'Unknown field "isCentralServer" on type "Queries".'
        return {"data": None, "errors": [{"message": text}]}
    return {
        "data": {
            "isCentralServer": behaviour.fault is not Fault.NOT_CENTRAL,
            "initialisationStatus": {"status": "INITIALISED", "siteName": behaviour.site_name},
        }
    }


def _handler_of(server: CentralServer) -> type[_Handler]:
    return type("Handler", (_Handler,), {"central": server})
