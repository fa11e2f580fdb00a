"""The first administrator, without whom nobody could sign in."""

import secrets

from django.contrib.auth import get_user_model

from portal.environment import env, text

# About 119 bits: 20 characters out of 62.
PASSWORD_LENGTH = 20
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def create_first_administrator() -> str | None:
    """Create an administrator when there is none, and return what to print about it.

    The password is PORTAL_ADMIN_PASSWORD, or else a random one, which the returned text shows; it
    is kept nowhere else. None means that there is nothing to say.
    """
    users = get_user_model()
    if users.objects.filter(is_superuser=True, is_active=True).exists():
        return None
    username: str = env("PORTAL_ADMIN_USERNAME")
    given = text("PORTAL_ADMIN_PASSWORD")
    password = given or "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))
    user, _ = users.objects.get_or_create(username=username)
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    user.save()
    return None if given else _block(username, password)


def _block(username: str, password: str) -> str:
    lines = (
        "An administrator was created. The password is shown this once:",
        "",
        f"    user name  {username}",
        f"    password   {password}",
    )
    rule = "=" * max(map(len, lines))
    return "\n".join(("", rule, *lines, rule, ""))
