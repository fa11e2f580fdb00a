"""What the tests of the history read."""

from datetime import time
from typing import Any

from sites.models import Site, SiteUser
from sites.registration import SiteDetails, change_site
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.choices import ScheduledKind
from syncjobs.history.asking import Asked, Place
from syncjobs.history.changes import Change
from syncjobs.history.reading import changes_asked_for
from syncjobs.schedules.setting import set_schedule
from tests.sites.registered import registered, store_of
from tests.sites.site_users.people import a_role, a_user

Fields = dict[str, tuple[str, str]]


def newest(count: int = 1, **asked: Any) -> list[Change]:
    """The newest changes that are asked for."""
    return changes_asked_for(Asked(**asked), count).changes


def fields_of(change: Change) -> Fields:
    """What it says of each field."""
    return {field.label: (field.before, field.after) for field in change.fields}


def walked(size: int, **asked: Any) -> list[Place]:
    """The places of all changes, read so many at a time."""
    places: list[Place] = []
    after: Place | None = None
    while True:
        page = changes_asked_for(Asked(**asked), size, after)
        places += [change.place for change in page.changes]
        if page.older is None:
            return places
        after = page.older


def a_change_of_everything(name: str = "Clinic 5") -> tuple[Site, SiteUser]:
    """A site with a store, a schedule and a user who has a role there; some of it changed."""
    site, user = registered(name), a_user(f"nurse of {name}")
    change_site(site.pk, SiteDetails(name, code="c5"), "A code")
    set_schedule([site.pk], ScheduledKind.SYNC, 60)
    set_schedule([site.pk], ScheduledKind.SYNC, 120, time(8), time(18), reason="Night power")
    roles = frozenset({a_role(f"Role at {name}", 2).pk})
    give_stores([StoreGrant(user.pk, store_of(site).pk)])
    give_stores([StoreGrant(user.pk, store_of(site).pk, roles)], "Trained")
    return site, user
