"""JSON in and JSON out, and nothing else."""

from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from syncjobs.exchange.errors import RequestBodyError
from syncjobs.exchange.json_body import read_json_body

LARGEST: Final = 1_000_000
ADVICE: Final = "Correct it; docs/rest-api.md shows what is sent."


class StrictJsonParser(BaseParser):
    """Takes a body of JSON of at most 1 MB that is Unicode throughout."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],  # noqa: ARG002
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """What the body says. Raises RequestBodyError and RequestBodyTooLargeError."""
        request: Request = (parser_context or {})["request"]
        try:
            body = read_json_body(request._request, LARGEST)
        except RequestBodyError as error:
            raise RequestBodyError(error.text, ADVICE) from error
        _refuse_half_characters(body.value)
        return body.value


class AlwaysJson(BaseContentNegotiation):
    """Answers JSON whatever the caller would like."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """The parser for the content type of the call, if there is one."""
        wanted = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The first one."""
        first = next(iter(renderers))
        return first, first.media_type or ""


def _refuse_half_characters(value: Any) -> None:
    """Raises RequestBodyError for halves of surrogate pairs, which no database and no answer takes.

    JSON can write them as escapes.
    """
    level = [value]
    while level:
        texts = [text for item in level for text in _texts(item)]
        if any(not _is_unicode(text) for text in texts):
            raise RequestBodyError("The body has a text that is not Unicode.", ADVICE)
        level = [inner for item in level for inner in _inner(item)]


def _texts(item: Any) -> list[str]:
    if isinstance(item, dict):
        return list(item)
    return [item] if isinstance(item, str) else []


def _inner(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def _is_unicode(text: str) -> bool:
    return text.isascii() or text.encode(errors="ignore").decode() == text
