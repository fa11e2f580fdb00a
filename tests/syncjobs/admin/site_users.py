"""The pages of users of sites, and acts on many of them."""

from typing import Any

from django.test import Client

from sites.models import SiteUser

USERS = "/admin/sites/siteuser/"
ADD = f"{USERS}add/"
FORM = "siteuser_form"
ROW = "accesses-0-"


def page_of(user: SiteUser, page: str = "change") -> str:
    """A page of the user."""
    return f"{USERS}{user.pk}/{page}/"


def act_on(client: Client, act: str, *users: SiteUser, **typed: str) -> Any:
    """The answer to an act on these users, chosen in the list."""
    selected = {"action": act, "_selected_action": [user.pk for user in users]}
    return client.post(USERS, selected | typed, follow=True)
