"""Setting the passwords of users of sites."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from sites.change_reasons import with_reason
from sites.models import SiteUser
from sites.site_users.parts import parts
from sites.site_users.passwords import (
    check_user_password_strength,
    generate_user_password,
    hash_password,
)


def set_user_password(user: SiteUser, password: str, reason: str = "") -> None:
    """Gives the user a new password and saves it; sites refuse the old one once they have asked.

    What is stored is a slow hash; nothing can show the password again. Raises WeakPasswordError.
    """
    check_user_password_strength(password, user.name)
    set_password_hashes([user], {user.pk: hash_password(password)}, reason)


def set_generated_passwords(users: Iterable[SiteUser], reason: str = "") -> dict[str, str]:
    """Gives each user a new random password; returns them by the id of the user.

    All of them are set or, when something fails, none. They are not judged as typed ones are: a
    random password cannot be guessed because a short user name happens to occur in it.
    """
    some = list(users)
    passwords = {user.pk: generate_user_password() for user in some}
    # Before anything is locked: each takes about 20 ms.
    hashes = {user_id: hash_password(password) for user_id, password in passwords.items()}
    set_password_hashes(some, hashes, reason)
    return passwords


@transaction.atomic
def set_password_hashes(
    users: Iterable[SiteUser], hashes: Mapping[str, str], reason: str = ""
) -> None:
    """Saves passwords, by the id of the user, that were judged and hashed before."""
    now = timezone.now()
    history: Any = SiteUser.history
    why = with_reason("Password set", reason)
    for some in parts(list(users)):
        for user in some:
            user.password_hash = hashes[user.pk]
            user.password_set_at = now
        # Before the rows, whose writing takes them for new and their time of creation for now.
        history.bulk_history_create(some, update=True, default_change_reason=why)
        # An update of each row by its own values is many times slower.
        SiteUser.objects.bulk_create(
            some,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["password_hash", "password_set_at"],
        )
