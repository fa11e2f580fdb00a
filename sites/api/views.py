"""What the routes of `/sync/v5` have in common, and the one that asks: who am I?"""

from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from sites.api.authentication import (
    CallingSite,
    DiscoveryAuthentication,
    IsSite,
    SiteAuthentication,
)
from sites.discovery import discover


class JsonWhateverWasAsked(BaseContentNegotiation):
    """Sites send neither Accept nor Content-Type worth reading; everything is JSON."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser:  # noqa: ARG002
        """The only parser."""
        parser: BaseParser = parsers[0]
        return parser

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The only renderer."""
        return renderers[0], renderers[0].media_type


class SiteView(APIView):
    """A route for sites: authenticated, JSON only, never stored by anything on the way."""

    authentication_classes = (SiteAuthentication,)
    permission_classes = (IsSite,)
    renderer_classes = (JSONRenderer,)
    parser_classes = ()
    content_negotiation_class = JsonWhateverWasAsked
    http_method_names = ("get", "post")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses a method before the caller is authenticated: such a call must bind nothing."""
        method = (request.method or "").lower()
        if method not in self.http_method_names or not hasattr(self, method):
            raise MethodNotAllowed(method.upper())
        super().initial(request, *args, **kwargs)


class DiscoveryView(SiteView):
    """`GET /sync/v5/site` (protocol 3.1)."""

    authentication_classes = (DiscoveryAuthentication,)

    def get(self, request: Request) -> HttpResponse:
        """The discovery answer of the calling site."""
        return json_answer(discover(calling_site(request).facts).as_json())


def calling_site(request: Request) -> CallingSite:
    """The site that the request was authenticated as."""
    site = request.user
    assert isinstance(site, CallingSite)  # noqa: S101 - the permission has made sure of it
    return site


def json_answer(body: bytes) -> HttpResponse:
    """An answer of JSON that is already text."""
    return HttpResponse(
        body, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
