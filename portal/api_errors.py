"""The one place where errors become HTTP.

Below `/sync/` and `/api/` every error, Django's own included, is the envelope of protocol 2.1:
`{"error": {"code": …, "message": …, "data": …}}`. Elsewhere Django's pages answer.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

from portal.api_tokens.errors import TooManyWrongTokensError
from portal.doors import PATH_OF_API
from portal.impossible_values import is_impossible_value
from portal.route_errors import (
    DefectError,
    NotAllowedError,
    RequestMalformedError,
    UnknownRouteError,
)
from sites.api.views import json_answer
from sites.errors import MethodNotAllowedError, PortalError, SiteAuthTimeoutError

log = logging.getLogger(__name__)

API_ROOTS = ("/sync", "/api")
UNAUTHORISED = 401
CHALLENGE_OF_API = "Bearer"
CHALLENGE = 'Basic realm="Open mSupply sync", charset="UTF-8"'


class ExpectedErrors:
    """Answers the errors that views for programs raise, with envelopes; defects are Django's.

    To a person, a value that no column can hold is a bad request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an expected error, None for any other."""
        if isinstance(error, PortalError) and _is_api(request):
            return _portal_error_response(request, error)
        if is_impossible_value(error) and not _is_api(request):
            log.warning("A request with an impossible value.", exc_info=error)
            return bad_request(request, error)
        return None


def envelope(code: str, message: str, data: Any = None) -> dict[str, Any]:
    """The error envelope of protocol 2.1."""
    return {"error": {"code": code, "message": message, "data": data}}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request was malformed in a way that no view saw, such as an unknown host."""
    if _is_api(request):
        return _envelope_of(RequestMalformedError())
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if _is_api(request):
        return _envelope_of(NotAllowedError())
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or no such route for sites."""
    if _is_api(request):
        return unknown_route(request)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a defect of the portal; what happened is in the log, never in the answer."""
    if _is_api(request):
        return _envelope_of(DefectError())
    return defaults.server_error(request)


def unknown_route(request: HttpRequest) -> HttpResponse:
    """404 for any path below `/sync/` that is no route of the portal."""
    return _envelope_of(UnknownRouteError(request.path))


def _envelope_of(error: PortalError) -> HttpResponse:
    return JsonResponse(envelope(error.code, str(error)), status=error.http_status)


def _portal_error_response(request: HttpRequest, error: PortalError) -> HttpResponse:
    content = envelope(error.code, str(error), error.data)
    response = json_answer(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    response.status_code = error.http_status
    for name, value in headers_of_error(request, error).items():
        response[name] = value
    return response


def headers_of_error(request: HttpRequest, error: PortalError) -> dict[str, str]:
    """What the answer to an error says beside its envelope."""
    headers = {}
    if error.http_status == UNAUTHORISED:
        is_api_of_people = request.path_info.startswith(PATH_OF_API)
        headers["WWW-Authenticate"] = CHALLENGE_OF_API if is_api_of_people else CHALLENGE
    if isinstance(error, SiteAuthTimeoutError | TooManyWrongTokensError):
        headers["Retry-After"] = str(error.retry_seconds)
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    return headers


def _is_api(request: HttpRequest) -> bool:
    path = request.path_info
    return any(path == root or path.startswith(f"{root}/") for root in API_ROOTS)
