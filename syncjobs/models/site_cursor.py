"""The table of where the sites are in the central log."""

from django.db import models

from sites.models import Site


class SiteCursor(models.Model):
    """The cursor after which a site last asked for central records; it has all up to there.

    A row of its own and not a column of `SiteQueue`, which an integration keeps locked.
    """

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, related_name="central_place", primary_key=True
    )
    cursor = models.IntegerField()

    def __str__(self) -> str:
        return f"Site {self.site_id} at {self.cursor}"
