"""An Open mSupply central server that takes pushes and pulls of sites (protocol 7.2, 7.3).

As the real one does, it asks the legacy server about the site with every request, and keeps a log
of what was pushed, from which sites pull.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.central_server.behaviour import CalledBack
from tests.central_server.legacy import ask_legacy, formatted_error, is_site
from tests.central_server.odd_answers import send
from tests.central_server.site_status import read_request
from tests.support.ports import HOST

Entry = dict[str, Any]


class V6Server:
    """Serves from `with` to the end of the block. `observe` is told of every question to legacy."""

    def __init__(self, legacy_url: str, observe: Callable[[CalledBack], None]) -> None:
        self.legacy_url = legacy_url
        self.observe = observe
        # The site that pushed each record, and the record.
        self.log: list[tuple[int, Entry]] = []
        self._http = ThreadingHTTPServer((HOST, 0), _handler_of(self))
        self.url = f"http://{HOST}:{self._http.server_address[1]}"
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
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, route: str, content_type: str, body: bytes) -> dict[str, Any]:
        """The envelope for a request, after the site was validated."""
        settings, _ = read_request(content_type, body)
        called_back = ask_legacy(self.legacy_url, settings)
        self.observe(called_back)
        if not is_site(called_back):
            return {"error": {"otherServerError": formatted_error(called_back)}}
        site_id, request = called_back.body["siteId"], json.loads(body)
        match route:
            case "push":
                records = [entry["record"] for entry in request["batch"]["records"]]
                self.log += [(site_id, record) for record in records]
                return {"data": {"records_pushed": len(records)}}
            case "pull":
                return {"data": self._batch(site_id, request["cursor"], request["batchSize"])}
        return {"data": {"is_integrating": False}}

    def _batch(self, site_id: int, cursor: int, size: int) -> dict[str, Any]:
        """The places from `cursor` on, the first of which is 1, without what the site pushed."""
        places = list(enumerate(self.log, start=1))[max(cursor, 1) - 1 :]
        page = places[:size]
        return {
            "end_cursor": page[-1][0] if page else cursor,
            "total_records": len(places),
            "is_last_batch": len(page) == len(places),
            "records": [
                {"cursor": place, "record": record}
                for place, (author, record) in page
                if author != site_id
            ],
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_of_sites: V6Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        prefix, _, route = self.path.rpartition("/")
        if prefix != "/central/sync":
            send(self, 404, b"", "text/plain")
            return
        envelope = self.server_of_sites.answer(route, self.headers.get("Content-Type", ""), body)
        send(self, 200, json.dumps(envelope).encode(), "application/json")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


def _handler_of(server: V6Server) -> type[_Handler]:
    return type("Handler", (_Handler,), {"server_of_sites": server})
