"""What a token may be made for."""

from django.db import models


class Resource(models.TextChoices):
    """A part of the REST API."""

    SITES = "sites", "Sites"
    STORES = "stores", "Stores"
    JOBS = "jobs", "Jobs"
    SET_ASIDE = "set-aside", "Set-aside records"
    USERS = "users", "Users of sites"


class Reach(models.TextChoices):
    """What a token may do with one part."""

    NOTHING = "", "Nothing"
    READ = "read", "See"
    WRITE = "write", "See and change"


def scopes_within(resource: Resource, reach: Reach) -> list[str]:
    """The scopes, such as `sites:read`, that make up this reach: who may change may see."""
    match reach:
        case Reach.WRITE:
            return [f"{resource}:{Reach.READ}", f"{resource}:{Reach.WRITE}"]
        case Reach.READ:
            return [f"{resource}:{Reach.READ}"]
    return []
