"""One view that answers a constant, with which discovery is compared."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.calls import CONSTANT_ANSWER, CONSTANT_PATH


def constant(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """As many bytes as a discovery answer has, with the same headers."""
    return HttpResponse(
        CONSTANT_ANSWER, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Says that the server has started."""
    return HttpResponse("ok")


urlpatterns = [
    path(CONSTANT_PATH.removeprefix("/"), constant),
    path("healthz", healthz),
]
