"""The JSON body of a site's call, bounded (protocol 1.3: no Content-Type is worth reading)."""

import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from syncjobs.exchange.errors import RequestBodyError, RequestBodyTooLargeError

ADVICE = "Send it again; if it stays, look at what stands between the site and the portal."


# Far less than Python's own limit, which depends on where one is when one meets it.
DEEPEST: Final = 400
_MOST_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A body as it came and what it says."""

    text: str
    value: Any


def read_json_body(request: HttpRequest, largest: int | None = None) -> JsonBody:
    """The body as JSON, of at most `largest` bytes, or PUSH_BYTES_MAX.

    Raises RequestBodyError for what is not JSON or nested deeper than 400 levels, and
    RequestBodyTooLargeError.
    """
    text = _read_text(request, largest or settings.PUSH_BYTES_MAX)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:
        raise RequestBodyError(f"The body is not JSON: {_reason(error)}.", ADVICE) from error
    _refuse_depth(value)
    return JsonBody(text, value)


def _refuse_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        if not level:
            return
        level = [inner for outer in level for inner in _containers(outer)]
    raise too_deep()


def _containers(value: Any) -> list[Any]:
    values = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return []
    return [inner for inner in values if isinstance(inner, dict | list)]


def too_deep() -> RequestBodyError:
    """The body has more levels than any that a site sends."""
    return RequestBodyError(f"The body is nested deeper than {DEEPEST} levels.", ADVICE)


def _read_text(request: HttpRequest, largest: int) -> str:
    length = _declared_length(request)
    if length > largest:
        raise too_large(length, largest)
    try:
        return request.body.decode()
    except UnicodeDecodeError as error:
        raise RequestBodyError("The body is not UTF-8.", ADVICE) from error
    except RequestDataTooBig as error:
        raise too_large(length, largest) from error
    except (UnreadablePostError, OSError) as error:
        raise RequestBodyError("The body broke off.", ADVICE) from error


def _declared_length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise RequestBodyError("The Content-Length of the body is no number.", ADVICE)
    return int(text)


def too_large(length: int, largest: int) -> RequestBodyTooLargeError:
    """The body has `length` bytes, more than `largest`."""
    return RequestBodyTooLargeError(
        f"The body has {length} bytes; {largest} are taken at once.",
        "Send less at a time; of a push, fewer records.",
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return "it has a number that is too long" if "limit" in str(error) else str(error)
