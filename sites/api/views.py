"""What the routes for sites have in common, and the one that asks: who am I?

They are plain views of Django: a site's call has one form, and what Django REST framework would
find out about it is a tenth of its cost. Errors are raised; `portal.api_errors` answers them.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.decorators import classonlymethod
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from sites.api.authentication import call_in
from sites.authentication import authenticate, authenticate_for_discovery
from sites.discovery import discover
from sites.errors import MethodNotAllowedError
from sites.site_facts import SiteFacts

METHODS = ("get", "post")


class RouteView(View):
    """A route for programs: it takes only the methods that it has, `get` or `post`.

    These have no arguments; what they answer is `self.request`.
    """

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:  # noqa: N805 - a classmethod
        """The view, which no form of a browser calls."""
        return csrf_exempt(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Refuses a method before anything else is done: such a call must bind nothing."""
        method = (request.method or "").lower()
        if method not in METHODS or not hasattr(self, method):
            allowed = [each.upper() for each in METHODS if hasattr(self, each)]
            raise MethodNotAllowedError(method.upper(), allowed)
        self.prepare()
        answer: HttpResponseBase = getattr(self, method)()
        return answer

    def prepare(self) -> None:
        """What is done before the method is called."""


class SiteView(RouteView):
    """A route for sites: authenticated, JSON only, never stored by anything on the way.

    `site` is the one that calls.
    """

    site: SiteFacts

    def prepare(self) -> None:
        """Authenticates the site, before anything else of the request is looked at."""
        self.site = self.calling_site()

    def calling_site(self) -> SiteFacts:
        """The site that credentials and headers prove (protocol 1.2, 3.1).

        Raises the errors of `sites.authentication.authenticate`.
        """
        return authenticate(call_in(self.request))


class DiscoveryView(SiteView):
    """`GET /sync/v5/site` (protocol 3.1)."""

    def get(self) -> HttpResponse:
        """The discovery answer of the calling site."""
        return json_answer(discover(self.site).as_json())

    def calling_site(self) -> SiteFacts:
        """The site that calls or is called for: a verification's one-time secret is let in too."""
        return authenticate_for_discovery(call_in(self.request))


def json_answer(body: bytes) -> HttpResponse:
    """An answer of JSON that is already text."""
    return HttpResponse(
        body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
