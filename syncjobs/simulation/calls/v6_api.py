"""The requests of V6, which carry the credentials in their body (protocol 7.1, 7.2)."""

import json
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urljoin

from syncjobs.simulation.calls import v6_wire
from syncjobs.simulation.calls.http_exchange import Request, is_http_url
from syncjobs.simulation.calls.strict_json import StrictJsonError
from syncjobs.simulation.calls.transport import Transport
from syncjobs.simulation.errors import (
    CentralNotConfiguredError,
    CrashError,
    SyncFailedError,
    UnreadableReplyError,
    V6VersionError,
)
from syncjobs.simulation.options import V5_VERSION, V6_VERSION, Login

T = TypeVar("T")

_HEADERS: Final = {
    "content-type": "application/json",
    "accept": "*/*",
    "accept-encoding": "gzip",
}


_WITHOUT_SLASHES: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!/)")


def check_central_url(central_url: str) -> None:
    """What a site makes of the central URL, before it pushes or pulls anything.

    Raises CentralNotConfiguredError for what is no absolute URL, and CrashError for a URL that
    can be parsed but not joined, such as `localhost:2055`.
    """
    if is_http_url(central_url):
        return
    scheme = _WITHOUT_SLASHES.match(central_url)
    if scheme and scheme[1] not in {"http", "https"}:
        raise CrashError(f"'{central_url}' is read as a URL of the scheme '{scheme[1]}'.")
    raise CentralNotConfiguredError(f"Cannot parse url of the central server: '{central_url}'.")


class V6Api:
    """The Open mSupply central server; every method raises SyncFailedError."""

    def __init__(self, central_url: str, login: Login, transport: Transport) -> None:
        check_central_url(central_url)
        self._base_url = urljoin(central_url, "central/sync/")
        self._transport = transport
        self._identity: dict[str, Any] = {
            "syncV5Settings": {
                "serverUrl": login.url,
                "username": login.name,
                "passwordSha256": login.password_sha256,
                "siteUuid": login.hardware_id,
                "appVersion": login.app_version,
                "appName": login.app_name,
                "syncVersion": str(V5_VERSION),
            },
            "syncV6Version": V6_VERSION,
        }

    def is_integrating(self) -> bool:
        """Whether the last push of this site is still being integrated."""
        return self._post("site_status", {}, v6_wire.read_is_integrating)

    def push(self, batch: dict[str, Any]) -> None:
        """Pushes a batch."""
        self._post("push", {"batch": batch}, v6_wire.read_records_pushed)

    def pull(self, cursor: int, batch_size: int, *, is_initialised: bool) -> v6_wire.V6Batch:
        """The next batch from `cursor` on, which itself belongs to it."""
        body = {"cursor": cursor, "batchSize": batch_size, "isInitialised": is_initialised}
        return self._post("pull", body, v6_wire.read_batch)

    def _post(self, route: str, body: dict[str, Any], read: Callable[[Any], T]) -> T:
        url = urljoin(self._base_url, route)
        text = json.dumps(body | self._identity, ensure_ascii=False, separators=(",", ":"))
        # Whatever the status is, the envelope decides.
        reply = self._transport.send(Request("POST", url, _HEADERS, text.encode()))
        where = f"POST {url}"
        try:
            answer = v6_wire.read_envelope(reply.body, read)
        except StrictJsonError as error:
            raise UnreadableReplyError(f"{where}: {error}") from error
        if isinstance(answer, v6_wire.V6Refusal):
            raise refusal(where, answer)
        return answer


def refusal(where: str, answer: v6_wire.V6Refusal) -> SyncFailedError:
    """What an error of the envelope means."""
    text = f"{where}: {answer.variant} {answer.detail}".strip()
    if answer.variant == "syncVersionMismatch":
        return V6VersionError(text)
    return SyncFailedError(text)
