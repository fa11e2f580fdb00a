"""A stand-in for the server: it speaks V5 rightly, and V6 as far as a site needs it.

`faults` gives other answers for a while: for each route a list of what is to be done instead, one
after the other. A route is written as in `GET site` or `POST central/pull`.
"""

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

HOST = "127.0.0.1"
SITE_ID = 12
CENTRAL_SITE_ID = 1
UUID = "0f6c7a52-6c1e-4c3e-9a2d-2f3f8f6b1d11"

Json = dict[str, Any]
Answer = Callable[["Handler"], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; those on one connection have the same `connection`."""

    route: str
    path: str
    headers: dict[str, str]
    body: Any
    connection: int


@dataclass
class StandIn:
    """The server's state, for tests to look at and to change."""

    status: str = "new"
    is_central: bool = False
    central_url: str | None = None
    central_site_id: int = CENTRAL_SITE_ID
    log: list[Json] = field(default_factory=list)
    queue: list[Json] = field(default_factory=list)
    v6_log: list[Json] = field(default_factory=list)
    pushed: list[Json] = field(default_factory=list)
    v6_pushed: list[Json] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: dict[str, list[Answer]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.ended = threading.Event()
        self._connections = count(1)
        self._sync_out_ids = count(90_000)
        self._http = _Server((HOST, 0), type("Bound", (Handler,), {"server_state": self}))
        self.url = f"http://{HOST}:{self._http.server_address[1]}"
        if self.central_url is None:
            self.central_url = self.url
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
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

    def routes(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.route for asked in self.asked]

    def bodies(self, route: str) -> list[Any]:
        """The bodies that were posted to a route."""
        return [asked.body for asked in self.asked if asked.route == route]

    def forget(self) -> None:
        """Forgets what was asked for."""
        self.asked.clear()

    def publish(self, table_name: str, data: Json, action: str = "update") -> None:
        """Appends an entry to the central log."""
        entry = {"ID": len(self.log) + 1, **record(table_name, data, action)}
        self.log.append(entry)

    def enqueue(self, table_name: str, data: Json, action: str = "update") -> None:
        """Appends a row to the site's queue."""
        row = {"syncOutId": str(next(self._sync_out_ids)), **record(table_name, data, action)}
        self.queue.append(row)

    def next_connection(self) -> int:
        """The number of a new connection."""
        return next(self._connections)

    def answer(self, asked: Asked) -> Answer:
        """What is to be done about a request."""
        if self.faults.get(asked.route):
            return self.faults[asked.route].pop(0)
        return says(self._right_answer(asked))

    def _right_answer(self, asked: Asked) -> Json:
        query = {name: int(values[0]) for name, values in _query(asked.path).items()}
        match asked.route:
            case "GET site":
                return self.site_info()
            case "GET site_status":
                return {"code": "idle", "message": "idle", "data": None}
            case "POST initialise":
                self.status = "completed"
                return {"queueLength": len(self.queue)}
            case "GET central_records":
                behind = [entry for entry in self.log if entry["ID"] > query["cursor"]]
                highest = behind[-1]["ID"] if behind else query["cursor"]
                return {"maxCursor": highest, "data": behind[: query["limit"]]}
            case "GET queued_records":
                return {"queueLength": len(self.queue), "data": self.queue[: query["limit"]]}
            case "POST acknowledged_records":
                done = set(asked.body["syncIDs"])
                self.queue = [row for row in self.queue if row["syncOutId"] not in done]
                return {}
            case "POST queued_records":
                self.pushed += asked.body["data"]
                return {"integrationStarted": asked.body["queueLength"] == 0}
        return self._right_v6_answer(asked)

    def _right_v6_answer(self, asked: Asked) -> Json:
        match asked.route:
            case "POST central/site_status":
                return {"data": {"is_integrating": False}}
            case "POST central/push":
                self.v6_pushed.append(asked.body["batch"])
                return {"data": {"records_pushed": len(asked.body["batch"]["records"])}}
            case "POST central/pull":
                behind = [e for e in self.v6_log if e["cursor"] >= asked.body["cursor"]]
                batch = behind[: asked.body["batchSize"]]
                end = batch[-1]["cursor"] if batch else asked.body["cursor"]
                return {
                    "data": {
                        "end_cursor": end,
                        "total_records": len(behind),
                        "is_last_batch": len(batch) == len(behind),
                        "records": batch,
                    }
                }
        raise AssertionError(asked.route)

    def site_info(self) -> Json:
        """The answer of discovery."""
        return {
            "id": UUID,
            "siteId": SITE_ID,
            "code": "s12",
            "name": "District 12",
            "initialisationStatus": self.status,
            "isOmSupplyCentralServer": self.is_central,
            "omSupplyCentralServerUrl": self.central_url,
            "mSupplyCentralSiteId": self.central_site_id,
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A site that goes away is part of the play."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_state: StandIn

    def setup(self) -> None:
        super().setup()
        self.connection_number = self.server_state.next_connection()

    def do_GET(self) -> None:
        self._dispatch()

    def do_POST(self) -> None:
        self._dispatch()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing of this is of interest."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        """Sends a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _dispatch(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(
            route=f"{self.command} {_short(self.path)}",
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=json.loads(text) if text else None,
            connection=self.connection_number,
        )
        self.server_state.asked.append(asked)
        self.server_state.answer(asked)(self)


def says(body: Any, status: int = 200) -> Answer:
    """Answers with JSON."""
    return lambda handler: handler.send(status, json.dumps(body).encode())


def says_text(text: str, status: int = 200) -> Answer:
    """Answers with any text."""
    return lambda handler: handler.send(status, text.encode())


def says_gzipped(body: Any) -> Answer:
    """Answers with compressed JSON."""
    packed = gzip.compress(json.dumps(body).encode())
    return lambda handler: handler.send(200, packed, Content_Encoding="gzip")


def refuses(code: str, status: int = 401, message: str = "No.", data: Any = None) -> Answer:
    """Answers with an error envelope."""
    return says({"error": {"code": code, "message": message, "data": data}}, status)


def redirects(location: str, status: int = 302) -> Answer:
    """Sends the site elsewhere."""
    return lambda handler: handler.send(status, b"", Location=location)


def drops(handler: Handler) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True


def truncates(handler: Handler) -> None:
    """Closes the connection in the middle of the body."""
    handler.close_connection = True
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"queueLen')


def stays_silent(handler: Handler) -> None:
    """Says nothing until the end of the test."""
    handler.close_connection = True
    handler.server_state.ended.wait()


def drips(body: Any, drip_count: int, pause_seconds: float) -> Answer:
    """Sends white space for a while, and then the JSON."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(drip_count):
            handler.wfile.write(b" ")
            handler.server_state.ended.wait(pause_seconds)
        handler.wfile.write(json.dumps(body).encode())

    return answer


def record(table_name: str, data: Json, action: str) -> Json:
    """The members that a record in transit has; a delete has no data."""
    common = {"tableName": table_name, "recordId": data["ID"], "action": action}
    return common if action == "delete" else {**common, "recordData": data}


def _short(path: str) -> str:
    parts = urlsplit(path).path.strip("/").split("/")
    return f"central/{parts[-1]}" if parts[0] == "central" else parts[-1]


def _query(path: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(path).query)
