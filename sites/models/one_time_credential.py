"""The table of one-time credentials."""

from django.db import models

from sites.models.site import Site


class OneTimeCredential(models.Model):
    """A secret that lets discovery be asked once in a site's name, to prove who calls back.

    Only the SHA-256 digest of the secret is kept; that is enough for a secret of 256 random bits
    that lives for a minute. `used_at` and `used_from` (an address) are set by its one use.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="one_time_credentials")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_from = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"one-time credential of site {self.site_id}"
