"""What is at the other end of alerts: a webhook and a mail server, on loopback ports."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, TCPServer, ThreadingTCPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"


class StandIn:
    """A server that serves from `with` to the end of the block."""

    server: TCPServer

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server.socket.getsockname()[1])


class Webhook(StandIn):
    """Answers with the statuses in turn, the last one for ever; keeps what was posted."""

    def __init__(self, *statuses: int, location: str = "", body: bytes = b"{}") -> None:
        self.statuses = list(statuses) or [200]
        self.location = location
        self.body = body
        self.posted: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer((HOST, 0), _webhook_handler(self))

    @property
    def url(self) -> str:
        """Its address, with a secret in the path as those of such services have."""
        return f"http://{HOST}:{self.port}/hooks/s3cret-t0ken?key=s3cret-key"


def _webhook_handler(webhook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            webhook.bodies.append(self.rfile.read(length))
            webhook.posted.append(json.loads(webhook.bodies[-1]))
            webhook.headers.append(dict(self.headers.items()))
            webhook.paths.append(self.path)
            statuses = webhook.statuses
            self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
            if webhook.location:
                self.send_header("Location", webhook.location)
            self.send_header("Content-Length", str(len(webhook.body)))
            self.end_headers()
            self.wfile.write(webhook.body)

        def log_message(self, *arguments: Any) -> None:
            """Nothing to see."""

    return Handler


class MailServer(StandIn):
    """Takes every mail, or answers a command (such as `RCPT`) with a refusal."""

    def __init__(self, **refusals: str) -> None:
        self.refusals = refusals
        self.mails: list[str] = []
        self.server = ThreadingTCPServer((HOST, 0), _mail_handler(self))
        self.server.daemon_threads = True

    def answer(self, command: str) -> str:
        """What is said to a command."""
        usual = {"DATA": "354 Go on", "QUIT": "221 Bye"}
        return self.refusals.get(command) or usual.get(command, "250 OK")


def _mail_handler(mail_server: MailServer) -> type[StreamRequestHandler]:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 ready")
            for command in iter(self.hear, ""):
                answer = mail_server.answer(command)
                self.say(answer)
                if answer.startswith("354"):
                    lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                    mail_server.mails.append("".join(lines))
                    self.say("250 Taken")
                if command == "QUIT":
                    return

        def hear(self) -> str:
            words = self.rfile.readline().decode().split()
            return words[0].upper() if words else ""

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    return Handler


Start = Callable[..., Any]
