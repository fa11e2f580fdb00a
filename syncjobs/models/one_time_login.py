"""The table of one-time passwords for a site's own sign-in."""

from django.db import models

from sites.models import Site


class OneTimeLogin(models.Model):
    """A password with which the portal may sign in at one site, once.

    The site asks the portal whether it is good (protocol 8.1). Only the SHA-256 digest is kept;
    that is enough for a secret of 256 random bits that lives for a minute.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="one_time_logins")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"one-time login at site {self.site_id}"
