"""The tables of users of sites and of the stores that they may enter."""

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from sites.choices import UserLanguage
from sites.models.history import KeptChange, person_who_asked
from sites.models.role import Role
from sites.models.store import Store, new_record_id
from sites.names import LONGEST_NAME, clean_name, name_key


class SiteUser(models.Model):
    """Somebody who works at sites, which is not the same as a person of this admin.

    `id` is the id of the `user` record and never changes. `name` is what the person types to log
    in; two names that differ only in case are the same. Change a user with
    `syncjobs.user_register`, which also tells the sites.
    """

    id = models.CharField(primary_key=True, max_length=64, default=new_record_id, editable=False)
    name = models.CharField("user name", max_length=LONGEST_NAME, help_text="Typed to log in.")
    # Folding the case makes up to three letters of one.
    name_key = models.CharField(max_length=3 * LONGEST_NAME, unique=True, editable=False)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    job_title = models.CharField(max_length=80, blank=True)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.PositiveSmallIntegerField(
        choices=UserLanguage.choices, default=UserLanguage.ENGLISH
    )
    is_active = models.BooleanField(
        "active", default=True, help_text="Who is not active can log in nowhere."
    )
    password_hash = models.CharField(max_length=200, blank=True, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_login_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(
        excluded_fields=["password_hash", "last_login_at"],
        bases=[KeptChange],
        get_user=person_who_asked,
    )
    # Set before save(), it is kept in the history as the reason of the change.
    _change_reason: str

    class Meta:
        ordering = ("name",)
        verbose_name = "user of sites"
        verbose_name_plural = "users of sites"
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="site_user_has_a_name"),)
        # Asked at every login: does anybody have a password?
        indexes = (
            models.Index(
                fields=["is_active"],
                condition=Q(password_hash__gt=""),
                name="site_user_with_password",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the user with the key of its name."""
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)


class StoreAccess(models.Model):
    """That a user may do something in a store: what, the roles say.

    `id` is that of the join of user and store in the answer to a login (protocol 8.1).
    """

    id = models.CharField(primary_key=True, max_length=64, default=new_record_id, editable=False)
    user = models.ForeignKey(SiteUser, on_delete=models.CASCADE, related_name="accesses")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="accesses")
    can_log_in = models.BooleanField("may log in", default=True)
    is_default = models.BooleanField(
        "default store", default=False, help_text="The store that is open after login."
    )
    roles = models.ManyToManyField(Role, blank=True, related_name="accesses")

    history = HistoricalRecords(m2m_fields=[roles], bases=[KeptChange], get_user=person_who_asked)
    # Set before delete(), it is kept in the history as the reason of the change.
    _change_reason: str

    class Meta:
        ordering = ("store__code",)
        verbose_name = "store of a user"
        verbose_name_plural = "stores of a user"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "store"),
                name="store_access_is_unique",
                violation_error_message="The user has this store already.",
            ),
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(is_default=True),
                name="site_user_has_one_default_store",
                violation_error_message="Only one store can be the default.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.store.code}"
