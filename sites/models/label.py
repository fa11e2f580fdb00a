"""The tables of labels and of the sites that have them."""

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from sites.labels.names import LONGEST_LABEL, clean_label, group_of
from sites.models.history import KeptChange, person_who_asked
from sites.models.site import Site
from sites.names import name_key


class Label(models.Model):
    """A word by which sites are found together, such as `solar power` or `region: north`.

    Two labels whose names differ only in case are the same. `group_key` is the key of what stands
    before the colon, and empty where there is none. Change labels with `sites.labels`.
    """

    name = models.CharField(
        max_length=LONGEST_LABEL,
        help_text="Such as “region: north”; what stands before the colon groups labels.",
    )
    # Folding the case makes up to three letters of one.
    name_key = models.CharField(max_length=3 * LONGEST_LABEL, unique=True, editable=False)
    group_key = models.CharField(
        max_length=3 * LONGEST_LABEL, blank=True, editable=False, db_index=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(bases=[KeptChange], get_user=person_who_asked)
    # Set before save() or delete(), it is kept in the history as the reason of the change.
    _change_reason: str

    class Meta:
        ordering = ("name_key",)
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="label_has_a_name"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the label in its one spelling, with its keys."""
        self.name = clean_label(self.name)
        self.name_key = name_key(self.name)
        self.group_key = name_key(group_of(self.name))
        super().save(*args, **kwargs)


class SiteLabel(models.Model):
    """That a site has a label."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="site_labels")
    label = models.ForeignKey(Label, models.CASCADE, related_name="site_labels")

    history = HistoricalRecords(bases=[KeptChange], get_user=person_who_asked)

    class Meta:
        verbose_name = "label of a site"
        verbose_name_plural = "labels of sites"
        constraints = (
            models.UniqueConstraint(fields=["site", "label"], name="site_has_a_label_once"),
        )

    def __str__(self) -> str:
        return f"{self.site}: {self.label}"
