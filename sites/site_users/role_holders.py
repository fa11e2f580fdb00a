"""Giving a role to many users of sites at once, and taking it from them."""

from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from sites.models import Role, Store, StoreAccess
from sites.site_users.parts import parts
from sites.site_users.stores import GrantKey, StoreGrant, give_stores, grants_of, lock_users


@transaction.atomic
def give_role(
    role: Role, user_ids: Collection[str], store: Store | None = None, reason: str = ""
) -> int:
    """Gives the role to these users: in the store, which they get, or in all stores that they have.

    Returns in how many stores of users that changes something.
    """
    lock_users(user_ids)
    changed = 0
    for some in parts(sorted(set(user_ids))):
        grants = {grant.key: grant for grant in grants_of(_accesses(some, store))}
        if store is not None:
            for user_id in some:
                grants.setdefault(GrantKey(user_id, store.pk), StoreGrant(user_id, store.pk))
        wanted = [replace(grant, role_ids=grant.role_ids | {role.pk}) for grant in grants.values()]
        changed += give_stores(wanted, reason)
    return changed


@transaction.atomic
def take_role(
    role: Role, user_ids: Collection[str], store: Store | None = None, reason: str = ""
) -> int:
    """Takes the role from these users, in the store or in all that they have.

    They keep their stores and their other roles. Returns in how many stores of users that changes
    something.
    """
    lock_users(user_ids)
    changed = 0
    for some in parts(sorted(set(user_ids))):
        grants = grants_of(_accesses(some, store).filter(roles=role))
        wanted = [replace(grant, role_ids=grant.role_ids - {role.pk}) for grant in grants]
        changed += give_stores(wanted, reason)
    return changed


def _accesses(user_ids: Collection[str], store: Store | None) -> QuerySet[StoreAccess]:
    accesses = StoreAccess.objects.filter(user__in=user_ids)
    return accesses if store is None else accesses.filter(store=store)
