"""Somebody who works in a store of the demonstration, to log in with at a site."""

from dataclasses import dataclass
from typing import Final

from sites.models import Role, SiteUser, Store
from sites.names import name_key
from sites.site_users.password_setting import set_user_password
from sites.site_users.permissions import PermissionGroup, permissions_in
from sites.site_users.roles import save_role
from sites.site_users.stores import StoreGrant, give_stores
from syncjobs.user_register import save_user

ROLE: Final = "Demo storekeeper"
GROUPS: Final = (
    PermissionGroup.RECEIVING,
    PermissionGroup.REQUISITIONS,
    PermissionGroup.DISPENSING,
    PermissionGroup.STOCK,
    PermissionGroup.PATIENTS,
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of sites, whose password is known to everybody."""

    name: str
    password: str
    first_name: str
    last_name: str
    job_title: str
    store_code: str


DEMO_USER: Final = DemoUser(
    "demo-amina",
    "kingfisher-by-the-pond",
    "Amina",
    "Okello",
    "Storekeeper",
    "DEMO-HOSP",
)


def load_people() -> bool:
    """Adds the user with a role in the store of the hospital; False when it was there already.

    Without that store the user has none.
    """
    if SiteUser.objects.filter(name_key=name_key(DEMO_USER.name)).exists():
        return False
    user = SiteUser(
        name=DEMO_USER.name,
        first_name=DEMO_USER.first_name,
        last_name=DEMO_USER.last_name,
        job_title=DEMO_USER.job_title,
    )
    save_user(user, reason="Demonstration")
    set_user_password(user, DEMO_USER.password)
    role = _role()
    give_stores(
        [
            StoreGrant(user.pk, store.pk, frozenset({role.pk}), is_default=True)
            for store in Store.objects.filter(code=DEMO_USER.store_code)
        ],
        "Demonstration",
    )
    return True


def _role() -> Role:
    present = Role.objects.filter(name=ROLE).first()
    if present is not None:
        return present
    granted = [each for group in GROUPS for each in permissions_in(group)]
    numbers = [number for permission in granted for number in permission.numbers]
    role = Role(name=ROLE, description="Everyday work in a store", permissions=numbers)
    save_role(role, "Demonstration")
    return role
