"""Who made a change that is kept in the history, and through which door."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest

from sites.choices import Door
from sites.doors import present_door


class KeptChange(models.Model):
    """What every row of a history has beside what the package gives it."""

    door = models.CharField(
        max_length=10, choices=Door.choices, blank=True, default=present_door, editable=False
    )

    class Meta:
        abstract = True


def person_who_asked(request: HttpRequest | None, **_: Any) -> AbstractBaseUser | None:
    """The person who is signed in; None for a command, and for a site, which is no person."""
    user = getattr(request, "user", None)
    return user if isinstance(user, AbstractBaseUser) else None
