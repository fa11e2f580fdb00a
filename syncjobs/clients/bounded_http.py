"""One HTTP request with limits on everything: time, size, redirects.

The address comes from a form, so whatever answers there is treated as a stranger: no redirect is
followed, no more is read than an honest answer needs, and a server that drips bytes is left.
"""

import json
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from requests import exceptions

from syncjobs.clients.cut_off import cut_off_after
from syncjobs.errors import JobFailedError

LARGEST_ANSWER_BYTES = 64 * 1024
_CHUNK_BYTES = 8 * 1024
WRONG_PROTOCOL_MARKS = ("WRONG_VERSION_NUMBER", "record layer failure", "UNKNOWN_PROTOCOL")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: HTTP status, the address of a redirect (or empty text), and the body's bytes."""

    status: int
    location: str
    body: bytes

    def json(self) -> Any:
        """What the body says, or None when it is not JSON or is nested too deeply to be honest."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def post_json(url: str, payload: dict[str, Any]) -> Answer:
    """Posts JSON and reads the answer, whatever its status.

    Raises JobFailedError, with a sentence of its own for each way in which there is no answer.
    """
    with requests.Session() as session:
        # Neither a proxy nor a password file of the portal's account belongs to this call.
        session.trust_env = False
        limit = settings.OUTGOING_CONNECT_SECONDS + settings.OUTGOING_READ_SECONDS
        with cut_off_after(session, limit) as cut_off:
            try:
                answer = _exchange(session, url, payload)
            except exceptions.RequestException as error:
                raise (_too_slow() if cut_off.has_come else no_answer(error)) from error
        # An answer without a length looks whole wherever it is cut.
        if cut_off.has_come:
            raise _too_slow()
    return answer


def _exchange(session: requests.Session, url: str, payload: dict[str, Any]) -> Answer:
    timeouts = (settings.OUTGOING_CONNECT_SECONDS, settings.OUTGOING_READ_SECONDS)
    with session.post(
        url, json=payload, timeout=timeouts, allow_redirects=False, stream=True
    ) as response:
        location = response.headers.get("Location", "")
        return Answer(response.status_code, location, _read_body(response))


def no_answer(error: exceptions.RequestException) -> JobFailedError:
    """What a failed request means, in words for an administrator."""
    text = str(error)
    if isinstance(error, exceptions.SSLError):
        return _tls_failed(text)
    if isinstance(error, exceptions.ConnectTimeout):
        return JobFailedError(
            "central_no_connection",
            "No connection could be made: the server did not react in time.",
            "Check host and port, and that a firewall lets the portal through.",
            may_pass=True,
        )
    if isinstance(error, exceptions.ReadTimeout) or "Read timed out" in text:
        return _too_slow()
    if "NameResolutionError" in text or "Failed to resolve" in text:
        return JobFailedError(
            "central_host_unknown",
            "No server has this host name.",
            "Check the spelling of the host in the URL.",
            may_pass=True,
        )
    if "Connection refused" in text:
        return JobFailedError(
            "central_refuses_connection",
            "The machine is there, but nothing listens on this port.",
            "Check the port, and that Open mSupply is running there.",
            may_pass=True,
        )
    return JobFailedError(
        "central_connection_lost",
        "The connection was lost before an answer came.",
        "Check that the URL begins with the right scheme (http or https) and has the right port.",
        may_pass=True,
    )


def _tls_failed(text: str) -> JobFailedError:
    if any(mark in text for mark in WRONG_PROTOCOL_MARKS):
        return JobFailedError(
            "central_speaks_http",
            "The server speaks http on this port, not https.",
            "Begin the URL with http://, or use the port on which it speaks https.",
        )
    return JobFailedError(
        "central_certificate_refused",
        "The server's certificate is not one that remote sites trust.",
        "Use a certificate of a public authority for exactly this host name; sites do not accept"
        " self-signed or private ones.",
    )


def _read_body(response: requests.Response) -> bytes:
    body = b""
    for chunk in response.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > LARGEST_ANSWER_BYTES:
            raise JobFailedError(
                "central_answer_too_long",
                "The server's answer is far longer than one of Open mSupply would be.",
                "Check that the URL is the one of the Open mSupply central server.",
            )
    return body


def _too_slow() -> JobFailedError:
    return JobFailedError(
        "central_too_slow",
        "The server took the connection but did not answer in time.",
        "Look whether the server is overloaded, or whether it waits for this portal: it must be"
        " able to reach the portal at the URL in its own sync settings.",
        may_pass=True,
    )
