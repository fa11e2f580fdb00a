"""One attempt of one request, as the HTTP library of a real site makes it (protocol 1.1, 1.2).

Every attempt has a connection of its own. Redirects are followed: 301, 302 and 303 turn a POST
into a GET without a body, and another host or port is not told the password.
"""

import functools
import gzip
import http.client
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from syncjobs.simulation.errors import (
    CannotConnectError,
    NoReplyError,
    SilenceError,
    UnreadableReplyError,
)

MOST_REDIRECTS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_REDIRECTS_TO_GET: Final = frozenset({301, 302, 303})


@dataclass(frozen=True, slots=True)
class Request:
    """A request with all its headers but `Host` and `Content-Length`."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of any status; `location` is empty unless it redirects."""

    status: int
    body: bytes
    location: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the status is any 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004


def exchange(request: Request, connect_seconds: float, silence_seconds: float) -> Reply:
    """The answer at the end of all redirects.

    Raises CannotConnectError, NoReplyError, SilenceError and, when only the body was lost,
    UnreadableReplyError.
    """
    current = request
    for _ in range(MOST_REDIRECTS + 1):
        reply = _exchange_once(current, connect_seconds, silence_seconds)
        following = redirected(current, reply)
        if following is None:
            return reply
        current = following
    raise NoReplyError(f"{request.method} {request.url}: too many redirects")


def redirected(request: Request, reply: Reply) -> Request | None:
    """The request that follows a redirect; None when `reply` is the last answer."""
    if reply.status not in _REDIRECTS or not reply.location:
        return None
    url = urljoin(request.url, reply.location)
    if not is_http_url(url):
        raise NoReplyError(f"{request.method} {request.url}: redirected to {url}")
    headers = dict(request.headers)
    if _origin(url) != _origin(request.url):
        headers.pop("authorization", None)
    if reply.status in _REDIRECTS_TO_GET and request.method != "GET":
        return Request("GET", url, headers)
    return replace(request, url=url, headers=headers)


def is_http_url(url: str) -> bool:
    """Whether this is an absolute URL that can be asked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _exchange_once(request: Request, connect_seconds: float, silence_seconds: float) -> Reply:
    where = f"{request.method} {request.url}"
    connection = _connect(request.url, connect_seconds, where)
    try:
        connection.sock.settimeout(silence_seconds)
        response = _ask(connection, request, where)
        location = response.headers.get("Location", "") if response.status in _REDIRECTS else ""
        body = b"" if location else _read_body(response, where)
        return Reply(response.status, body, location)
    finally:
        connection.close()


def _connect(url: str, seconds: float, where: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=seconds, context=_trusting_mozilla()
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.connect()
    except OSError as error:
        connection.close()
        raise CannotConnectError(f"{where}: Connection problem: {error}") from error
    return connection


@functools.cache
def _trusting_mozilla() -> ssl.SSLContext:
    """The roots that sites trust, whatever the machine does; read once, for it takes long."""
    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


def _ask(
    connection: http.client.HTTPConnection, request: Request, where: str
) -> http.client.HTTPResponse:
    try:
        connection.putrequest(
            request.method, _target(urlsplit(request.url)), skip_accept_encoding=True
        )
        for name, text in request.headers.items():
            connection.putheader(name, text.encode())
        if request.body is not None:
            connection.putheader("content-length", str(len(request.body)))
        connection.endheaders(request.body)
        return connection.getresponse()
    except TimeoutError as error:
        raise SilenceError(f"{where}: nothing came for too long") from error
    except (OSError, http.client.HTTPException) as error:
        raise NoReplyError(f"{where}: {error}") from error


def _read_body(response: http.client.HTTPResponse, where: str) -> bytes:
    try:
        body = response.read()
        if response.headers.get("Content-Encoding", "").strip().lower() == "gzip":
            return gzip.decompress(body) if body else body
    except (OSError, EOFError, zlib.error, http.client.HTTPException) as error:
        raise UnreadableReplyError(f"{where}: Cannot retrieve response body: {error}") from error
    return body


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _origin(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
