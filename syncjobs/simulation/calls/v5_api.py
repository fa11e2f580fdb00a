"""The requests of V5, each with the headers of protocol 1.2 and nothing else."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urljoin

from syncjobs.simulation.calls import wire
from syncjobs.simulation.calls.http_exchange import Reply, Request, is_http_url
from syncjobs.simulation.calls.strict_json import StrictJsonError
from syncjobs.simulation.calls.transport import Transport
from syncjobs.simulation.errors import (
    InvalidUrlError,
    RefusedError,
    SyncFailedError,
    UnreadableReplyError,
)
from syncjobs.simulation.options import V5_VERSION, Login

T = TypeVar("T")

LONGEST_SHOWN_BODY: Final = 300


class V5Api:
    """The server at the root of the host in the login's URL; every method raises SyncFailedError.

    Raises InvalidUrlError when it is made, if that URL cannot be parsed.
    """

    def __init__(self, login: Login, transport: Transport) -> None:
        if not is_http_url(login.url):
            raise InvalidUrlError(f"Cannot parse url '{login.url}'.")
        self._base_url = login.url
        self._headers = site_headers(login)
        self._transport = transport

    def get_site(self) -> wire.SiteInfo:
        """Discovery: who this site is and where the Open mSupply central server is."""
        return self._get("/sync/v5/site", wire.read_site_info)

    def get_site_status(self) -> wire.StatusCode:
        """What the server does for this site at the moment."""
        return self._get("/sync/v5/site_status", wire.read_status_code)

    def post_initialise(self) -> None:
        """Has the server make the site's queue; it is complete when this returns."""
        self._post("/sync/v5/initialise", {}, wire.read_queue_batch)

    def get_central_records(self, cursor: int, limit: int) -> wire.CentralBatch:
        """Entries of the central log after `cursor`."""
        query = urlencode({"cursor": cursor, "limit": limit})
        return self._get(f"/sync/v5/central_records?{query}", wire.read_central_batch)

    def get_queued_records(self, limit: int) -> wire.QueueBatch:
        """The rows at the head of the site's queue."""
        query = urlencode({"limit": limit})
        return self._get(f"/sync/v5/queued_records?{query}", wire.read_queue_batch)

    def post_acknowledged_records(self, sync_out_ids: Sequence[str]) -> None:
        """Says that these rows are stored; whatever a success says is ignored."""
        self._post("/sync/v5/acknowledged_records", {"syncIDs": list(sync_out_ids)}, _ignore)

    def post_queued_records(self, queue_length: int, records: list[dict[str, Any]]) -> bool:
        """Pushes a batch, of `queue_length` that wait; whether the server began to integrate."""
        return self._post(
            "/sync/v5/queued_records",
            {"queueLength": queue_length, "data": records},
            wire.read_integration_started,
        )

    def _get(self, route: str, read: Callable[[bytes], T]) -> T:
        return self._send(Request("GET", self._url(route), self._headers), read)

    def _post(self, route: str, body: Any, read: Callable[[bytes], T]) -> T:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return self._send(Request("POST", self._url(route), self._headers, text.encode()), read)

    def _url(self, route: str) -> str:
        return urljoin(self._base_url, route)

    def _send(self, request: Request, read: Callable[[bytes], T]) -> T:
        reply = self._transport.send(request)
        where = f"{request.method} {request.url}"
        if not reply.is_success:
            raise refusal(where, reply)
        try:
            return read(reply.body)
        except StrictJsonError as error:
            raise UnreadableReplyError(f"{where}: {error}") from error


def site_headers(login: Login) -> dict[str, str]:
    """What a site sends with every request of V5; no content type, no user agent."""
    credentials = base64.b64encode(f"{login.name}:{login.password_sha256}".encode()).decode()
    return {
        "authorization": f"Basic {credentials}",
        "msupply-site-uuid": login.hardware_id,
        "app-version": login.app_version,
        "app-name": login.app_name,
        "version": str(V5_VERSION),
        "accept": "*/*",
        "accept-encoding": "gzip",
    }


def refusal(where: str, reply: Reply) -> SyncFailedError:
    """What an answer that is no success means."""
    envelope = wire.read_error_envelope(reply.body)
    if envelope is None:
        text = reply.body.decode(errors="replace")[:LONGEST_SHOWN_BODY]
        return UnreadableReplyError(f"{where}: status: {reply.status}, text: '{text}'")
    return RefusedError(where, reply.status, envelope.code, envelope.message, envelope.data)


def _ignore(body: bytes) -> None:
    del body
