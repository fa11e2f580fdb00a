"""Answers that hold records."""

import gzip
from typing import Final

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

# Below this a packed answer is not worth the work; the highest levels are not either.
SMALLEST: Final = 1_000
LEVEL: Final = 3


def gzipped(request: Request, answer: HttpResponse) -> HttpResponse:
    """The answer, packed when it is large and the caller takes it so (protocol 1.2)."""
    patch_vary_headers(answer, ("Accept-Encoding",))
    if len(answer.content) >= SMALLEST and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content = gzip.compress(answer.content, LEVEL)
        answer["Content-Encoding"] = "gzip"
    return answer
