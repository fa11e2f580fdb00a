"""The central server as the first page shows it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from sites.admin.qr import qr_svg
from sites.central_server import present_central_server
from sites.central_url import is_loopback
from sites.models import Site
from syncjobs.admin.job_words import status_badge
from syncjobs.choices import JobKind
from syncjobs.models import SyncJob


@dataclass(frozen=True, slots=True)
class CentralCard:
    """The site with the tick, and its last verification (None before the first)."""

    site: Site
    verification: SyncJob | None

    @property
    def is_loopback(self) -> bool:
        """Whether its URL means each device itself, so that a QR code of it leads nowhere."""
        return is_loopback(self.site.url)

    @property
    def qr(self) -> SafeString:
        """The URL as a QR code."""
        return qr_svg(self.site.url)

    @property
    def verification_badge(self) -> SafeString | str:
        """How the last verification ended, or that it still runs."""
        return status_badge(self.verification) if self.verification else ""


def central_card() -> CentralCard | None:
    """The present central server with its newest verification, in two queries; None without."""
    site = present_central_server()
    if site is None:
        return None
    verifications = SyncJob.objects.filter(site=site, kind=JobKind.VERIFY).order_by("-pk")
    return CentralCard(site, verifications.first())
