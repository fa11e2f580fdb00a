"""The one place where errors become HTTP.

Below `/sync/` and `/api/` every error, Django's own included, is the envelope of protocol 2.1:
`{"error": {"code": …, "message": …, "data": …}}`. Elsewhere Django's pages answer.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from sites.errors import PortalError, SiteAuthTimeoutError

log = logging.getLogger(__name__)

API_ROOTS = ("/sync", "/api")
CHALLENGE = 'Basic realm="Open mSupply sync", charset="UTF-8"'


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: envelopes for expected errors, None for a defect."""
    if isinstance(error, PortalError):
        return _portal_error_response(error)
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    code = error.default_code if isinstance(error, exceptions.APIException) else "error"
    response.data = envelope(code, _readable(error))
    return response


def envelope(code: str, message: str, data: Any = None) -> dict[str, Any]:
    """The error envelope of protocol 2.1."""
    return {"error": {"code": code, "message": message, "data": data}}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request was malformed in a way that no view saw, such as an unknown host."""
    if _is_api(request):
        return JsonResponse(
            envelope(
                "bad_request",
                "The request is malformed, or it was sent to a host name that the portal does not"
                " answer to. Check the server URL; an administrator can add a name to"
                " ALLOWED_HOSTS.",
            ),
            status=400,
        )
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if _is_api(request):
        return JsonResponse(envelope("permission_denied", "This is not allowed."), status=403)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or no such route for sites."""
    if _is_api(request):
        return unknown_route(request)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect of the portal; what happened is in the log, never in the answer."""
    if _is_api(request):
        return JsonResponse(
            envelope(
                "internal_error",
                "The portal met a problem of its own. Try again; if it stays, an administrator"
                " finds the cause in the portal's log.",
            ),
            status=500,
        )
    return defaults.server_error(request)


def unknown_route(request: HttpRequest) -> HttpResponse:
    """404 for any path below `/sync/` that is no route of the portal."""
    return JsonResponse(
        envelope(
            "unknown_route",
            f"The portal has no route {request.path}. Check the server URL of the site: it is"
            " scheme, host and port, nothing more.",
        ),
        status=404,
    )


def _portal_error_response(error: PortalError) -> Response:
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    if error.http_status == status.HTTP_401_UNAUTHORIZED:
        headers["WWW-Authenticate"] = CHALLENGE
    if isinstance(error, SiteAuthTimeoutError):
        headers["Retry-After"] = str(error.retry_seconds)
    return Response(
        envelope(error.code, str(error), error.data), status=error.http_status, headers=headers
    )


def _readable(error: Exception) -> str:
    detail = getattr(error, "detail", None)
    return str(detail) if detail is not None else "This is not possible."


def _is_api(request: HttpRequest) -> bool:
    path = request.path_info
    return any(path == root or path.startswith(f"{root}/") for root in API_ROOTS)
