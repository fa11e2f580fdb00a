"""Who made a change that is kept in the history."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


def person_who_asked(request: HttpRequest | None, **_: Any) -> AbstractBaseUser | None:
    """The person who is signed in; None for a command, and for a site, which is no person."""
    user = getattr(request, "user", None)
    return user if isinstance(user, AbstractBaseUser) else None
