"""Users of sites, their stores and their roles, as tests need them."""

from typing import Any

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.site_users.roles import save_role


def a_role(name: str = "Storekeeper", *permissions: int) -> Role:
    """A role with these permissions."""
    role = Role(name=name, permissions=list(permissions))
    save_role(role)
    return role


def a_store(code: str = "KAM") -> Store:
    """A store on no site."""
    return Store.objects.create(code=code, name=f"Store {code}")


def a_user(name: str = "amina", **columns: Any) -> SiteUser:
    """A user without a record."""
    return SiteUser.objects.create(name=name, **columns)


def stores_of(user: SiteUser) -> dict[str, tuple[list[str], bool, bool]]:
    """Roles, login and default of each store of the user, by its code."""
    return {
        access.store.code: (
            sorted(access.roles.values_list("name", flat=True)),
            access.can_log_in,
            access.is_default,
        )
        for access in StoreAccess.objects.filter(user=user).select_related("store")
    }


def history_of(model: Any, **filters: Any) -> list[Any]:
    """The history of a table, the oldest first."""
    return list(model.history.filter(**filters).order_by("history_id"))


def kept_roles(access_id: str) -> list[list[str]]:
    """The roles that each row of the history of a store keeps, the oldest first."""
    rows = history_of(StoreAccess, id=access_id)
    return [sorted(kept.role.name for kept in row.roles.select_related("role")) for row in rows]
