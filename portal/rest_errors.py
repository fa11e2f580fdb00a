"""Errors of the REST API as the envelope that everything below `/api/` answers."""

from typing import Any, Final

from django.core.exceptions import ValidationError as RuleBrokenError
from django.db import IntegrityError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.api_errors import envelope, headers_of_error
from sites.admin.register_admin import SAVED_BY_SOMEBODY_ELSE, is_taken
from sites.errors import PortalError

# Of the errors of the framework: the code, and the sentences in place of its own.
CODES: Final[dict[type[exceptions.APIException], tuple[str, str]]] = {
    exceptions.ValidationError: (
        "invalid",
        "What was sent cannot be taken; data says why, member by member.",
    ),
    exceptions.NotAuthenticated: (
        "credentials_missing",
        "This needs a token. Make one in the admin and send it as Authorization: Bearer …",
    ),
    # Who may do what is refused with words of the portal; the framework looks at forged calls.
    exceptions.PermissionDenied: (
        "permission_denied",
        "This did not come from a page of the portal. Load the page of the portal again.",
    ),
    exceptions.NotFound: ("not_found", "There is nothing here. Check the id and the address."),
    exceptions.MethodNotAllowed: (
        "method_not_allowed",
        "This address has no such method. The header Allow names the methods that it has.",
    ),
    exceptions.UnsupportedMediaType: (
        "unsupported_media_type",
        "The body must be JSON. Send it with Content-Type: application/json.",
    ),
    exceptions.Throttled: (
        "too_many_calls",
        "Too many calls came in this minute. Go on after the seconds that Retry-After names.",
    ),
}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an expected error; None for a defect, which Django then answers.

    Whoever is refused by a rule reads the sentence that the admin shows.
    """
    if isinstance(error, PortalError):
        return Response(
            envelope(error.code, str(error), error.data),
            status=error.http_status,
            headers=headers_of_error(context["request"]._request, error),
        )
    if isinstance(error, IntegrityError) and is_taken(error):
        content = envelope("saved_by_somebody_else", SAVED_BY_SOMEBODY_ELSE)
        return Response(content, status=status.HTTP_409_CONFLICT)
    is_rule = isinstance(error, RuleBrokenError)
    known = exceptions.ValidationError(_members(error)) if is_rule else error
    response = exception_handler(known, context)
    if response is None:
        return None
    data = response.data if isinstance(known, exceptions.ValidationError) else None
    code, sentence = _words(known, response)
    response.data = envelope(code, sentence, data)
    return response


def _members(error: Any) -> Any:
    """What a rule of a table says, by member where it names one."""
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"__all__": error.messages}


def _words(error: Exception, response: Response) -> tuple[str, str]:
    for kind, words in CODES.items():
        if isinstance(error, kind):
            return words
    # Django's own comes as such; the framework answers it as its own.
    if response.status_code == status.HTTP_404_NOT_FOUND:
        return CODES[exceptions.NotFound]
    return "request_refused", str(response.data.get("detail", ""))
