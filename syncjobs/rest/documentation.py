"""The description of the API, and the page on which one can read it and try it out."""

from typing import Any, Final

from csp.constants import HEADER
from csp.utils import build_policy
from django.contrib import admin
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from syncjobs.rest.permissions import MayEnter

# The page writes its styles into itself. Scripts come from files of the portal as everywhere.
OWN_STYLES: Final = {"style-src": ["'self'", "'unsafe-inline'"]}


class Description(SpectacularJSONAPIView):
    """What the API takes and answers, as OpenAPI 3."""

    permission_classes = (MayEnter,)


class Documentation(SpectacularSwaggerSplitView):
    """The page for people who are signed in to the admin."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (MayEnter,)
    throttle_classes = ()
    url_name = "rest-schema"

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """The page with its own policy."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers[HEADER] = build_policy(update=OWN_STYLES)
        return answer


documentation = admin.site.admin_view(Documentation.as_view())
