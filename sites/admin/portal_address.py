"""The address that people enter at a site as its sync URL: the portal's own."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from sites.admin.qr import qr_svg
from sites.central_url import is_loopback
from sites.models import Site

SMALL, LARGE = 3, 14


@dataclass(frozen=True, slots=True)
class ShownAddress:
    """An address with what it is for; `slug` names its large QR code."""

    slug: str
    title: str
    url: str

    @property
    def is_loopback(self) -> bool:
        """Whether it means the machine that reads it, and is of use on one machine alone."""
        return is_loopback(self.url)

    @property
    def small_code(self) -> str:
        """The QR code beside the text."""
        return qr_svg(self.url, SMALL)

    @property
    def large_code(self) -> str:
        """The QR code for a bad camera."""
        return qr_svg(self.url, LARGE)


def portal_address(request: HttpRequest) -> ShownAddress:
    """PORTAL_URL; without it the address under which the admin is open."""
    url = settings.PORTAL_URL or request.build_absolute_uri("/").rstrip("/")
    return ShownAddress("portal", "Sync URL to enter at a site", url)


def central_address(site: Site) -> ShownAddress:
    """The URL of the Open mSupply central server, which the portal tells to every other site."""
    return ShownAddress("central", "URL of the Open mSupply central server", site.url)
