"""Lets nobody past sign-in who has not given, or not even set up, a second factor they must have.

It stands before all pages, their parts and the REST API alike, for whoever comes by a session.
Tokens of the REST API come by no session, and are looked at there.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from portal.api_errors import envelope
from portal.signing_in.errors import SecondFactorRequiredError
from portal.signing_in.parts import part_with_link
from portal.signing_in.paths import is_of_people, is_of_programs, is_part, with_way_back
from portal.signing_in.two_factor import must_have_second_factor

# What somebody needs who sets up a second factor, or goes away.
ALWAYS_OPEN = (
    *("admin:two-factor", "admin:password_change", "admin:password_change_done"),
    *("admin:login", "admin:logout", "admin:jsi18n"),
)
SENTENCE = "This portal requires a second factor of you, and you have none yet."


class SecondFactorGate:
    """Signs out whoever has a second factor and did not give it; leads others to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        if is_of_people(request) and SESSION_KEY in request.session:
            refusal = self._refusal(request)
            if refusal is not None:
                return refusal
        return self._get_response(request)

    def _refusal(self, request: HttpRequest) -> HttpResponse | None:
        # With what django-otp and PeopleBackend know of them.
        person: Any = request.user
        if not person.is_authenticated or person.is_verified():
            return None
        if person.has_phone:
            # As if nobody were signed in: the admin and the REST API say what that means.
            logout(request)
            return None
        if not must_have_second_factor(person) or _is_always_open(request):
            return None
        return _to_set_up(request)


def _is_always_open(request: HttpRequest) -> bool:
    return request.path_info in {reverse(name) for name in ALWAYS_OPEN}


def _to_set_up(request: HttpRequest) -> HttpResponse:
    page = reverse("admin:two-factor")
    if is_of_programs(request):
        content = envelope(SecondFactorRequiredError.code, f"{SENTENCE} Set it up at {page}.")
        return JsonResponse(content, status=SecondFactorRequiredError.http_status)
    if is_part(request):
        return part_with_link(SENTENCE, page, "Set it up")
    return HttpResponseRedirect(with_way_back(page, request))
