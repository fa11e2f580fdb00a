"""The table of stores."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from sites.choices import StoreMode
from sites.models.history import KeptChange, person_who_asked
from sites.models.site import Site


def new_record_id() -> str:
    """An id in the form that mSupply gives its records: 32 upper-case hexadecimal digits."""
    return uuid.uuid4().hex.upper()


class Store(models.Model):
    """A unit that owns records, active on exactly one site or on none.

    `id` and `name_id` are record ids of mSupply: opaque text that never changes.
    """

    id = models.CharField(primary_key=True, max_length=64, default=new_record_id, editable=False)
    code = models.CharField(
        max_length=40, help_text="Short and unique, as it appears in reports, such as KAM."
    )
    name = models.CharField(max_length=200, help_text="As people call the store.")
    name_id = models.CharField(max_length=64, default=new_record_id, unique=True, editable=False)
    mode = models.CharField(
        max_length=10,
        choices=StoreMode.choices,
        default=StoreMode.STORE,
        help_text="A dispensary gives to patients, a store to other stores.",
    )
    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        related_name="stores",
        null=True,
        blank=True,
        help_text="The site on which the store works. Empty: on none.",
    )
    disabled = models.BooleanField(
        default=False, help_text="A disabled store is kept but counts no more."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(bases=[KeptChange], get_user=person_who_asked)
    # Set before save(), they are kept in the history: the reason of the change, and who asked for
    # it when that is somebody else than who calls now.
    _change_reason: str
    _history_user: AbstractBaseUser | None

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                Lower("code"),
                name="store_code_is_unique",
                violation_error_message="A store with this code exists already.",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="store_has_a_code"),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.name})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the store with outer spaces of code and name removed."""
        self.code = self.code.strip()
        self.name = self.name.strip() or self.code
        super().save(*args, **kwargs)
