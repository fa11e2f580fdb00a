"""Authentication of sites for the routes of `/api/v4` that carry a password and nothing else."""

from typing import Final

from sites.api.authentication import SentHeaders, client_address
from sites.api.views import SiteView
from sites.authentication import authenticate_by_password
from sites.errors import PortalError, SiteRefusedError
from sites.site_call import read_credentials
from sites.site_facts import SiteFacts

UNAUTHORISED: Final = 401


class PasswordSiteView(SiteView):
    """A route for sites whose calls have no header that names their machine or version.

    Whatever is wrong is answered 401: a site takes every other status for a success (protocol 8.3).
    """

    def calling_site(self) -> SiteFacts:
        """The site that the Basic credentials prove."""
        try:
            credentials = read_credentials(SentHeaders(self.request.META))
            return authenticate_by_password(credentials, client_address(self.request))
        except PortalError as refusal:
            if refusal.http_status == UNAUTHORISED:
                raise
            raise SiteRefusedError(refusal) from refusal
