"""Ends the sessions that are over, before a page is made for them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from portal.signing_in.paths import asks_for_part, is_of_people
from portal.signing_in.sessions import end_of, note_act


class SessionLimits:
    """Signs out whoever did nothing for too long, or signed in too long ago.

    What a page asks for by itself, every few seconds, is no act of a person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        if is_of_people(request) and SESSION_KEY in request.session:
            self._look_at_session(request)
        return self._get_response(request)

    def _look_at_session(self, request: HttpRequest) -> None:
        end = end_of(request.session)
        is_part = asks_for_part(request)
        if end is not None:
            logout(request)
            if not is_part:
                messages.warning(request, end.sentence)
        elif not is_part:
            note_act(request.session)
