"""Do all versions of a site fit: the app with the central server, the sync with the portal?"""

from typing import Protocol

from django.conf import settings

from sites.compatibility import Compatibility, check_sync_version, combine, compare_with_central


class ToldVersions(Protocol):
    """What a site told of itself; both `Site` and `SiteFacts` have it."""

    @property
    def app_version(self) -> str:
        """As the header says, empty before the first call."""

    @property
    def sync_version(self) -> int | None:
        """As the header says, None before the first call."""

    @property
    def is_open_msupply_central(self) -> bool:
        """Whether the site has the tick."""


def versions_of(site: ToldVersions, central_version: str) -> Compatibility:
    """The verdict on the site's versions; `central_version` is what the central server told."""
    return combine(
        check_sync_version(site.sync_version, settings.SYNC_VERSION_MIN, settings.SYNC_VERSION_MAX),
        compare_with_central(
            site.app_version, central_version, is_central=site.is_open_msupply_central
        ),
    )
