"""Authentication of sites for the views of `/sync/v5`."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from sites.authentication import authenticate, authenticate_for_discovery
from sites.site_call import read_site_call
from sites.site_facts import SiteFacts

LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class CallingSite:
    """The site that makes a request, in the place of a user."""

    facts: SiteFacts
    is_authenticated: bool = True


class SiteAuthentication(BaseAuthentication):
    """Lets the site in that the Basic credentials and headers prove (protocol 1.2, 3.1)."""

    def authenticate(self, request: Request) -> tuple[CallingSite, None]:
        """The calling site; raises the errors of `sites.authentication.authenticate`."""
        call = read_site_call(request.headers, client_address(request._request))
        return CallingSite(authenticate(call)), None

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002
        """The challenge of a 401 answer."""
        return 'Basic realm="Open mSupply sync", charset="UTF-8"'


class DiscoveryAuthentication(SiteAuthentication):
    """As `SiteAuthentication`; a verification's one-time secret is let in as well."""

    def authenticate(self, request: Request) -> tuple[CallingSite, None]:
        """The site that calls or is called for."""
        call = read_site_call(request.headers, client_address(request._request))
        return CallingSite(authenticate_for_discovery(call)), None


class IsSite(BasePermission):
    """Only sites."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Whether a site was authenticated."""
        return isinstance(request.user, CallingSite)


def client_address(request: HttpRequest) -> str:
    """The caller's address: the peer's, or what the outermost trusted proxy saw.

    TRUSTED_PROXY_COUNT says how many proxies of ours stand before the portal; each appends one
    address to X-Forwarded-For, and what stands before those is the caller's own word.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXY_COUNT:
        return peer
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(forwarded) < settings.TRUSTED_PROXY_COUNT:
        return peer
    # Cut, because a proxy that is not there after all leaves this to the caller.
    return forwarded[-settings.TRUSTED_PROXY_COUNT][:LONGEST_ADDRESS] or peer
