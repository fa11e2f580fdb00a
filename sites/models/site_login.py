"""The table of logins at sites: who tried to log in where, and what became of it."""

from django.db import models

from sites.choices import LoginOutcome
from sites.models.site import Site
from sites.models.site_user import SiteUser


class SiteLogin(models.Model):
    """A login that a site asked about; the same again within a minute is counted in one row.

    `name` is the user's name at that time, or what was typed, shortened, when nobody has that name.
    `site_name` is what the caller said, which nothing proves. Write rows with
    `sites.logins.recording`.
    """

    user = models.ForeignKey(
        SiteUser,
        on_delete=models.SET_NULL,
        related_name="logins",
        null=True,
        blank=True,
        db_index=False,
    )
    name = models.CharField("user name", max_length=100)
    site = models.ForeignKey(
        Site,
        on_delete=models.SET_NULL,
        related_name="logins",
        null=True,
        blank=True,
        db_index=False,
    )
    site_name = models.CharField("site", max_length=100, blank=True)
    address = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=20, choices=LoginOutcome.choices)
    at = models.DateTimeField("when")
    last_at = models.DateTimeField("last time")
    count = models.PositiveIntegerField("times", default=1)

    class Meta:
        ordering = ("-id",)
        verbose_name = "login at a site"
        verbose_name_plural = "logins at sites"
        indexes = (
            models.Index(fields=["at"], name="site_login_at"),
            models.Index(fields=["user", "-id"], name="site_login_of_user"),
            models.Index(fields=["site", "-id"], name="site_login_of_site"),
            models.Index(fields=["address", "user", "at"], name="site_login_from_address"),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_outcome_display().lower()}"
