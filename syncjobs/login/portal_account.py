"""The portal's own account, with which it signs in at sites to have them sync (protocol 9)."""

import uuid
from typing import Any, Final

from sites.models import Site, Store
from syncjobs.login.answer import Access, Person, login_answer
from syncjobs.one_time_logins import PORTAL_USER_ID, PORTAL_USERNAME

# Of the ids of the portal's accesses to stores, which only have to be the same every time.
_ACCESSES: Final = uuid.UUID("5d1c4c0e-3f62-4d5e-9b7a-64a1f1b0c9e2")


def portal_answer(site: Site) -> dict[str, Any]:
    """The smallest answer with which a site lets the portal in: stores to enter, no permission."""
    stores = Store.objects.filter(site=site, disabled=False).order_by("code")
    accesses = [
        Access(uuid.uuid5(_ACCESSES, store.pk).hex.upper(), store.pk, is_default=position == 0)
        for position, store in enumerate(stores)
    ]
    return login_answer(Person(PORTAL_USER_ID, PORTAL_USERNAME), accesses)
