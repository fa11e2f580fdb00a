"""The lockouts of people as the admin shows them: a view of the table that django-axes keeps."""

from typing import ClassVar

from axes.models import AccessAttempt

from portal.signing_in.subjects import MARK_OF_UNKNOWN


class SignInLockout(AccessAttempt):
    """The wrong passwords of a name at an address, as the admin shows them."""

    class Meta:
        proxy = True
        verbose_name = "wrong sign-in"
        verbose_name_plural = "wrong sign-ins"
        # Nobody types these in; what can be done is to look, and to lift the lockout.
        default_permissions: ClassVar = ("view", "change")

    def __str__(self) -> str:
        name = "A name that nobody has" if self.is_of_nobody else self.username
        return f"{name} from {self.ip_address or 'an unreadable address'}"

    @property
    def is_of_nobody(self) -> bool:
        """Whether the name is that of no person; it is kept as a hash then."""
        return (self.username or "").startswith(MARK_OF_UNKNOWN)
