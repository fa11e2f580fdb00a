"""Stores and roles of users, as bodies name them."""

from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.serializers import ValidationError

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.site_users.stores import StoreGrant


def grants_named(user: SiteUser, sent: Sequence[dict[str, Any]]) -> list[StoreGrant]:
    """What was sent as grants, in two queries.

    Raises ValidationError for a store or a role that is not there and a store that comes twice.
    """
    codes = [each["store_code"] for each in sent]
    if len(set(codes)) < len(codes):
        raise ValidationError({"stores": ["A store comes twice. Send each once."]})
    store_ids = _ids("stores", "store", codes, Store.objects.all(), "code")
    names = [name for each in sent for name in each["roles"]]
    role_ids = _ids("stores", "role", names, Role.objects.all(), "name")
    return [
        StoreGrant(
            user.pk,
            store_ids[each["store_code"]],
            frozenset(role_ids[name] for name in each["roles"]),
            each["can_log_in"],
            each["is_default"],
        )
        for each in sent
    ]


def accesses_named(user: SiteUser, codes: Iterable[str]) -> list[StoreAccess]:
    """The accesses of the user to these stores. Raises ValidationError for one that is none."""
    accesses = user.accesses.select_related("store")
    ids = _ids("store_codes", "store of the user", codes, accesses, "store__code")
    return list(accesses.filter(pk__in=ids.values()))


def _ids(member: str, what: str, names: Iterable[str], rows: Any, column: str) -> dict[str, Any]:
    """The keys of the rows by the names that were sent. Raises ValidationError."""
    wanted = set(names)
    found = rows.filter(**{f"{column}__in": wanted}).order_by()
    ids = dict(found.values_list(column, "pk"))
    missing = sorted(wanted - ids.keys())
    if missing:
        raise ValidationError({member: [f"There is no {what} {missing[0][:80]}."]})
    return ids
