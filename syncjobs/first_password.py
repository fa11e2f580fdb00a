"""What the first password of a user of sites means for all others (docs/decisions/0014)."""

from typing import Final

from sites.errors import PortalError
from syncjobs.login.logging_in import portal_decides

WARNING: Final = (
    "This is the first password of a user of sites. From then on all sites refuse whoever is not in"
    " the list of users; add or import the others first."
)


class FirstPasswordError(PortalError):
    """Somebody would set the first password without having said that it is meant."""

    code = "first_password"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            WARNING, "If you mean it, send is_first_password_meant as true with the same call."
        )


def refuse_first_password(*, is_meant: bool) -> None:
    """Raises FirstPasswordError when a password that is set now is the first and not meant."""
    if not is_meant and would_be_first_password():
        raise FirstPasswordError


def would_be_first_password() -> bool:
    """Whether a password that is set now changes what happens at all sites."""
    return not portal_decides()


def with_first_password_warning(text: str) -> str:
    """The text, with the warning as long as no user has a password."""
    return f"{text} {WARNING}" if would_be_first_password() else text
