"""Questions about many sites at once."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from sites.models import Site  # noqa: F401 - the class that the base names


class SiteQuerySet(models.QuerySet["Site"]):
    """Sites, by what they are."""

    def central(self) -> "SiteQuerySet":
        """The Open mSupply central server; at most one site."""
        return self.filter(is_open_msupply_central=True)

    def enabled(self) -> "SiteQuerySet":
        """Sites that may sync."""
        return self.filter(disabled_at__isnull=True)
