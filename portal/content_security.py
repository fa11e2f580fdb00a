"""The Content-Security-Policy header of every answer."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse


class ContentSecurityPolicy:
    """Adds the policy of CONTENT_SECURITY_POLICY, which is the same for every answer.

    django-csp's own middleware makes that text anew for each answer, for the sake of nonces that
    the portal has no use for; that is a tenth of the cost of a discovery call.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._policy: str = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the header unless it has one of its own."""
        response = self._get_response(request)
        response.headers.setdefault(HEADER, self._policy)
        return response
