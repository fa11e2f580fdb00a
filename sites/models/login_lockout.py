"""The table of lockouts: whose logins at sites are refused for a while, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sites.choices import LockoutKind


class LoginLockout(models.Model):
    """Logins that are refused after too many wrong passwords, until a moment or until lifted.

    `key` stands for what is locked out (`sites.logins.subjects`). `name` is the user name,
    shortened when nobody has it, and empty when a whole address is locked out; `address` is empty
    when the name is locked out wherever it is typed. `is_current` is false for a lockout that was
    lifted or followed by another. Lock out and lift with `sites.logins.lockouts`.
    """

    key = models.CharField(max_length=64, editable=False)
    kind = models.CharField("what is locked out", max_length=20, choices=LockoutKind.choices)
    name = models.CharField("user name", max_length=100, blank=True)
    address = models.CharField(max_length=64, blank=True)
    failures = models.PositiveIntegerField("wrong passwords")
    since = models.DateTimeField()
    until = models.DateTimeField()
    is_current = models.BooleanField(default=True, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = "lockout"
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=Q(is_current=True), name="one_current_lockout_a_key"
            ),
        )
        indexes = (models.Index(fields=["until"], name="login_lockout_until"),)

    def __str__(self) -> str:
        match self.kind:
            case LockoutKind.NAME:
                return f"{self.name} from any address"
            case LockoutKind.ADDRESS:
                return f"everybody from {self.address}"
        return f"{self.name} from {self.address}"
