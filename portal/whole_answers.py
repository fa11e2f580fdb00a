"""Answers that are complete are handed to the web server as a whole.

A WSGI server takes an answer apart into its pieces, for any may be the first of many: it sends the
head, then asks the application for the next piece, sends that, asks again whether there is more.
Each of these is a wait for the other threads of the process. granian sends a list at once.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponseBase

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeAnswers:
    """A WSGI application of Django whose answers are lists, unless they come bit by bit."""

    def __init__(self, application: WsgiApplication) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer; if it is a list, nothing of it is open any more."""
        answer = self._application(environ, start_response)
        if not isinstance(answer, HttpResponseBase) or answer.streaming:
            return answer
        try:
            return list(answer)
        finally:
            answer.close()
