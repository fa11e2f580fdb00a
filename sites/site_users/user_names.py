"""Which names users of sites can have."""

from collections.abc import Iterable

from sites.errors import RegisterError
from sites.models import SiteUser
from sites.names import LONGEST_NAME, clean_name, name_key


def check_user_name(name: str) -> str:
    """The name as it is stored. Raises RegisterError when no user can have it."""
    if not name.strip():
        raise RegisterError("The user name is empty.", "Give what the person types to log in.")
    if len(name.strip()) > LONGEST_NAME:
        raise RegisterError(
            f"The user name has more than {LONGEST_NAME} characters.", "Choose a shorter one."
        )
    return clean_name(name)


def refuse_taken_names(users: Iterable[SiteUser]) -> None:
    """Raises RegisterError when another user has a name that differs at most in case."""
    ids_of_keys = {name_key(user.name): user.pk for user in users}
    same = SiteUser.objects.filter(name_key__in=list(ids_of_keys))
    for other in same.only("name", "name_key"):
        if ids_of_keys[other.name_key] != other.pk:
            raise RegisterError(
                f"There is a user {other.name} already; capitals make no difference.",
                "Choose another name, or change that user.",
            )
