"""The table of roles: named sets of what a user of sites may do in a store."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from sites.models.history import KeptChange, person_who_asked


class Role(models.Model):
    """What its holders may do, in every store in which they hold it.

    `permissions` are numbers of `sites.site_users.permissions`, ascending.
    """

    name = models.CharField(max_length=80, help_text="Such as Storekeeper or Dispenser.")
    description = models.CharField(max_length=200, blank=True)
    permissions = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(bases=[KeptChange], get_user=person_who_asked)
    # Set before save(), it is kept in the history as the reason of the change.
    _change_reason: str

    class Meta:
        ordering = ("name",)
        verbose_name = "role at sites"
        verbose_name_plural = "roles at sites"
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="role_name_is_unique",
                violation_error_message="A role with this name exists already.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="role_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the role with each of its permissions once, in ascending order."""
        self.name = self.name.strip()
        self.permissions = sorted(set(self.permissions))
        super().save(*args, **kwargs)
