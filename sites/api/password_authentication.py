"""Authentication of sites for the routes of `/api/v4` that carry a password and nothing else."""

from typing import Final

from rest_framework.request import Request

from sites.api.authentication import CallingSite, SiteAuthentication, client_address
from sites.authentication import authenticate_by_password
from sites.errors import PortalError, SiteRefusedError
from sites.site_call import read_credentials

UNAUTHORISED: Final = 401


class PasswordAuthentication(SiteAuthentication):
    """Lets the site in that the Basic credentials prove; no header names its machine or version.

    Whatever is wrong is answered 401: a site takes every other status for a success (protocol 8.3).
    """

    def authenticate(self, request: Request) -> tuple[CallingSite, None]:
        """The calling site."""
        address = client_address(request._request)
        try:
            facts = authenticate_by_password(read_credentials(request.headers), address)
        except PortalError as refusal:
            if refusal.http_status == UNAUTHORISED:
                raise
            raise SiteRefusedError(refusal) from refusal
        return CallingSite(facts), None
