"""The table of sites."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from sites.choices import InitialisationStatus
from sites.identity import PORTAL_SITE_ID
from sites.models.history import KeptChange, person_who_asked
from sites.names import LONGEST_NAME, clean_name, name_key
from sites.querysets import SiteQuerySet

LONGEST_LEGACY_ID = 64
# Written by every call of a site, or secret: they are kept out of the history.
NOT_IN_HISTORY = [
    "password_hash",
    "initialisation_status",
    "app_name",
    "app_version",
    "sync_version",
    "last_contact_at",
    "last_attempt_at",
    "last_refusal_code",
    "last_success_at",
    "last_success_duration",
    "usual_interval",
    "last_failure_code",
    "last_failure_message",
    "is_followed",
]


class Site(models.Model):
    """One installation of Open mSupply, which hosts one or more stores.

    `id` is the wire's `siteId` and `uuid` its `id`; neither ever changes. `legacy_id` is how an old
    server wrote the uuid, if otherwise: the site is told that. Change a site with the functions of
    this package (`sites.registration`, `sites.central_server`, `sites.hardware`, …), which keep the
    rules; plain `save()` keeps only the names and what the database enforces.

    `last_refusal_code` is why its last call was refused, `last_failure_code` why its last sync
    failed; both are empty once it went well. `usual_interval` lies between two of its syncs.
    `is_followed` says that a sync job looks at its calls. `late_after` and `down_after` replace
    the settings' limits of `sites.health` for this site.
    """

    uuid = models.UUIDField(
        "UUID",
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="Told to the site as its identity. It never changes.",
    )
    legacy_id = models.CharField(
        "id of the old server",
        max_length=LONGEST_LEGACY_ID,
        blank=True,
        editable=False,
        help_text="Told to the site as its identity in the place of the UUID.",
    )
    name = models.CharField(max_length=LONGEST_NAME)
    # Folding the case makes up to three letters of one.
    name_key = models.CharField(max_length=3 * LONGEST_NAME, unique=True, editable=False)
    code = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300, blank=True)
    is_open_msupply_central = models.BooleanField("Open mSupply central server", default=False)
    central_changed_at = models.DateTimeField(null=True, blank=True, editable=False)

    password_hash = models.CharField(max_length=200, blank=True, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    hardware_id = models.CharField(max_length=200, blank=True)
    hardware_id_bound_at = models.DateTimeField(null=True, blank=True, editable=False)

    initialisation_status = models.CharField(
        max_length=10,
        choices=InitialisationStatus.choices,
        default=InitialisationStatus.NEW,
        help_text="How far the site's first full load of data is.",
    )
    app_name = models.CharField(max_length=100, blank=True)
    app_version = models.CharField(max_length=40, blank=True)
    sync_version = models.PositiveSmallIntegerField(null=True, blank=True)
    last_contact_at = models.DateTimeField(null=True, blank=True)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    last_refusal_code = models.CharField(max_length=40, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_success_duration = models.DurationField(null=True, blank=True)
    usual_interval = models.DurationField(null=True, blank=True)
    last_failure_code = models.CharField(max_length=60, blank=True)
    last_failure_message = models.TextField(blank=True)
    is_followed = models.BooleanField(default=False, editable=False)
    time_zone = models.CharField(max_length=60, blank=True)
    late_after = models.DurationField(
        null=True, blank=True, help_text="Without a successful sync for so long it is late."
    )
    down_after = models.DurationField(
        null=True, blank=True, help_text="Without a successful sync for so long it is down."
    )

    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    disabled_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SiteQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=NOT_IN_HISTORY, bases=[KeptChange], get_user=person_who_asked
    )
    # Set before save(), it is kept in the history as the reason of the change.
    _change_reason: str

    class Meta:
        ordering = ("name_key",)
        constraints = (
            models.UniqueConstraint(
                fields=["is_open_msupply_central"],
                condition=Q(is_open_msupply_central=True),
                name="one_open_msupply_central_server",
            ),
            models.CheckConstraint(
                condition=Q(id__gt=PORTAL_SITE_ID), name="site_id_is_not_the_portals"
            ),
            models.CheckConstraint(condition=~Q(name_key=""), name="site_has_a_name"),
            models.UniqueConstraint(
                fields=["legacy_id"], condition=~Q(legacy_id=""), name="legacy_id_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="site_url_has_a_scheme",
            ),
            models.CheckConstraint(
                condition=Q(is_open_msupply_central=False) | ~Q(url=""),
                name="central_server_has_a_url",
            ),
        )
        indexes = (
            models.Index(fields=["last_contact_at"], name="site_last_contact"),
            models.Index(fields=["last_success_at"], name="site_last_success"),
            models.Index(
                fields=["last_attempt_at"],
                condition=~Q(last_refusal_code=""),
                name="site_refused",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the site with its name cleaned and the key of its name brought up to date."""
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    @property
    def told_id(self) -> str:
        """What the site is told as its identity, letter by letter what it was told before."""
        return self.legacy_id or str(self.uuid)

    @property
    def is_disabled(self) -> bool:
        """Whether an administrator switched the site off."""
        return self.disabled_at is not None

    @property
    def last_seen_at(self) -> datetime | None:
        """When the site was last let in, as far as is known (None: never).

        A contact is written once in a while only, a sync that succeeded always.
        """
        moments = (self.last_contact_at, self.last_success_at)
        return max((moment for moment in moments if moment is not None), default=None)

    @property
    def is_hardware_bound(self) -> bool:
        """Whether a machine has made first contact and is the only one let in."""
        return bool(self.hardware_id)
