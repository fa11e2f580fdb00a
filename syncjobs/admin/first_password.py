"""What the first password of a user of sites means for all others (docs/decisions/0014)."""

from typing import Final

from syncjobs.login.logging_in import portal_decides

WARNING: Final = (
    "This is the first password of a user of sites. From then on all sites refuse whoever is not in"
    " the list of users; add or import the others first."
)


def with_first_password_warning(text: str) -> str:
    """The text, with the warning as long as no user has a password."""
    return text if portal_decides() else f"{text} {WARNING}"
