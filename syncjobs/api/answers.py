"""Answers that hold records."""

import gzip
from typing import Final

from django.http import HttpRequest, HttpResponse

# Below this a packed answer is not worth the work; the highest levels are not either.
SMALLEST: Final = 1_000
LEVEL: Final = 3


def gzipped(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer, packed when it is large and the caller takes it so (protocol 1.2)."""
    answer["Vary"] = "Accept-Encoding"
    if len(answer.content) >= SMALLEST and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        answer.content = gzip.compress(answer.content, LEVEL)
        answer["Content-Encoding"] = "gzip"
    return answer
