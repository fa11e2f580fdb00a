"""One HTTP request with limits on everything: time, size, redirects.

The address comes from a form, so whatever answers there is treated as a stranger: no redirect is
followed, no more is read than an honest answer needs, and a server that drips bytes is left.
"""

import enum
import json
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3
from django.conf import settings
from requests import exceptions
from urllib3.exceptions import InsecureRequestWarning

from syncjobs.clients.cut_off import cut_off_after

# Not to verify is a decision of whoever runs the portal, who needs no line in the log about it.
urllib3.disable_warnings(InsecureRequestWarning)

LARGEST_ANSWER_BYTES = 64 * 1024
_CHUNK_BYTES = 8 * 1024
WRONG_PROTOCOL_MARKS = ("WRONG_VERSION_NUMBER", "record layer failure", "UNKNOWN_PROTOCOL")


class NoAnswer(enum.StrEnum):
    """Why there is no answer."""

    NO_CONNECTION = "no_connection"
    HOST_UNKNOWN = "host_unknown"
    REFUSES_CONNECTION = "refuses_connection"
    CONNECTION_LOST = "connection_lost"
    TOO_SLOW = "too_slow"
    SPEAKS_HTTP = "speaks_http"
    CERTIFICATE_REFUSED = "certificate_refused"
    ANSWER_TOO_LONG = "answer_too_long"


class NoAnswerError(Exception):
    """The request has no answer; its text holds nothing of what the other side sent."""

    def __init__(self, reason: NoAnswer) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """What is posted, and under which conditions; its text form tells no secret.

    A payload of bytes is JSON already, and is sent byte for byte.
    `largest` is the most that is read of an answer, in bytes; `verify_tls` whether a certificate
    must be one of a public authority.
    """

    url: str
    payload: dict[str, Any] | bytes = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    verify_tls: bool = True
    largest: int = LARGEST_ANSWER_BYTES


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


def ask(question: Question) -> Answer:
    """Posts JSON and reads the answer, whatever its status. Raises NoAnswerError."""
    with requests.Session() as session:
        # Neither a proxy nor a password file of the portal's account belongs to this call.
        session.trust_env = False
        session.verify = question.verify_tls
        limit = settings.OUTGOING_CONNECT_SECONDS + settings.OUTGOING_READ_SECONDS
        with cut_off_after(session, limit) as cut_off:
            try:
                answer = _exchange(session, question)
            except exceptions.RequestException as error:
                reason = NoAnswer.TOO_SLOW if cut_off.has_come else _reason(error)
                raise NoAnswerError(reason) from error
        # An answer without a length looks whole wherever it is cut.
        if cut_off.has_come:
            raise NoAnswerError(NoAnswer.TOO_SLOW)
    return answer


def _exchange(session: requests.Session, question: Question) -> Answer:
    timeouts = (settings.OUTGOING_CONNECT_SECONDS, settings.OUTGOING_READ_SECONDS)
    is_json = isinstance(question.payload, bytes)
    with session.post(
        question.url,
        data=question.payload if is_json else None,
        json=None if is_json else question.payload,
        headers=({"Content-Type": "application/json"} if is_json else {}) | question.headers,
        timeout=timeouts,
        allow_redirects=False,
        stream=True,
    ) as response:
        location = response.headers.get("Location", "")
        return Answer(response.status_code, location, _read_body(response, question.largest))


def _reason(error: exceptions.RequestException) -> NoAnswer:
    text = str(error)
    if isinstance(error, exceptions.SSLError):
        speaks_http = any(mark in text for mark in WRONG_PROTOCOL_MARKS)
        return NoAnswer.SPEAKS_HTTP if speaks_http else NoAnswer.CERTIFICATE_REFUSED
    if isinstance(error, exceptions.ConnectTimeout):
        return NoAnswer.NO_CONNECTION
    if isinstance(error, exceptions.ReadTimeout) or "Read timed out" in text:
        return NoAnswer.TOO_SLOW
    if "NameResolutionError" in text or "Failed to resolve" in text:
        return NoAnswer.HOST_UNKNOWN
    if "Connection refused" in text:
        return NoAnswer.REFUSES_CONNECTION
    return NoAnswer.CONNECTION_LOST


def _read_body(response: requests.Response, largest: int) -> bytes:
    body = b""
    for chunk in response.iter_content(_CHUNK_BYTES):
        body += chunk
        if len(body) > largest:
            raise NoAnswerError(NoAnswer.ANSWER_TOO_LONG)
    return body
