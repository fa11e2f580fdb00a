"""Setting the password of a user of sites."""

from django.utils import timezone

from sites.models import SiteUser
from sites.site_users.passwords import check_user_password_strength, hash_password


def set_user_password(user: SiteUser, password: str) -> None:
    """Gives the user a new password and saves it; sites refuse the old one once they have asked.

    What is stored is a slow hash; nothing can show the password again. Raises WeakPasswordError.
    """
    check_user_password_strength(password, user.name)
    set_password_hash(user, hash_password(password))


def set_password_hash(user: SiteUser, password_hash: str) -> None:
    """Saves a password that was judged and hashed before, such as that of a file."""
    user.password_hash = password_hash
    user.password_set_at = timezone.now()
    user._change_reason = "Password set"
    user.save(update_fields=["password_hash", "password_set_at"])
