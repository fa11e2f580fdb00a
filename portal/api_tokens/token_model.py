"""The table of tokens."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """The right of a program to call the REST API in the name of a person, for a time.

    `digest` stands for the secret, which is kept nowhere (`portal.api_tokens.secret`). `scopes` is
    a list such as `["sites:read"]`. Rows are never deleted: they tell who had which access, and
    when. Make and revoke with `portal.api_tokens.issuing`.
    """

    name = models.CharField("what it is for", max_length=100)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField()
    created_at = models.DateTimeField("created")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    expires_at = models.DateTimeField("expires")
    last_used_at = models.DateTimeField("last used", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = "API token"

    def __str__(self) -> str:
        return self.name
