"""In which stores users of sites may do what: giving stores, and taking them away.

A change reaches the person at the next login at a site, which asks the portal.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from sites.errors import RegisterError
from sites.models import SiteUser, StoreAccess
from sites.removals import remove_rows
from sites.site_users.access_history import write_access_history
from sites.site_users.parts import parts


class GrantKey(NamedTuple):
    """A user and a store."""

    user_id: str
    store_id: str


@dataclass(frozen=True, slots=True)
class StoreGrant:
    """What a user may do in a store."""

    user_id: str
    store_id: str
    role_ids: frozenset[int] = frozenset()
    can_log_in: bool = True
    is_default: bool = False

    @property
    def key(self) -> GrantKey:
        """Whose store it is, and which."""
        return GrantKey(self.user_id, self.store_id)


@transaction.atomic
def give_stores(grants: Sequence[StoreGrant], reason: str = "") -> int:
    """Makes each grant the truth about its user and store; returns how many were not before.

    Other stores of the users stay, but a new default store takes the place of the old one. Raises
    RegisterError when a user gets two default stores.
    """
    refuse_two_defaults(grants)
    lock_users({grant.user_id for grant in grants})
    return sum(_give(some, reason) for some in parts(grants))


@transaction.atomic
def take_stores(accesses: Iterable[StoreAccess], reason: str = "") -> int:
    """Takes these stores from their users, as far as they have them; returns how many."""
    taken = list(accesses)
    lock_users({access.user_id for access in taken})
    return sum(_take(some, reason) for some in parts(taken))


def grants_of(accesses: QuerySet[StoreAccess]) -> list[StoreGrant]:
    """What these rows say, in two queries."""
    return [grant_of(access) for access in accesses.prefetch_related("roles")]


def grant_of(access: StoreAccess) -> StoreGrant:
    """What a row says, whose roles are at hand."""
    return StoreGrant(
        access.user_id,
        access.store_id,
        frozenset(role.pk for role in access.roles.all()),
        access.can_log_in,
        access.is_default,
    )


def refuse_two_defaults(grants: Iterable[StoreGrant]) -> None:
    """Raises RegisterError when a user would have two default stores."""
    seen: set[str] = set()
    for grant in grants:
        if grant.is_default and grant.user_id in seen:
            raise RegisterError("Only one store can be the default.", "Choose one of them.")
        if grant.is_default:
            seen.add(grant.user_id)


def lock_users(user_ids: Collection[str]) -> None:
    """Keeps others from changing the stores of these users until the transaction ends."""
    for some in parts(sorted(set(user_ids))):
        list(SiteUser.objects.select_for_update().filter(pk__in=some).order_by("pk").values("pk"))


def _give(grants: Sequence[StoreGrant], reason: str) -> int:
    present = _present(grants)
    wanted = [
        grant
        for grant in grants
        if grant.key not in present or grant_of(present[grant.key]) != grant
    ]
    _withdraw_defaults(wanted, reason)
    changed = [_applied(present[grant.key], grant) for grant in wanted if grant.key in present]
    new = [
        _applied(StoreAccess(user_id=grant.user_id, store_id=grant.store_id), grant)
        for grant in wanted
        if grant.key not in present
    ]
    _write_flags(changed)
    StoreAccess.objects.bulk_create(new)
    role_ids = {grant.key: grant.role_ids for grant in wanted}
    _write_roles(
        {
            access.pk: role_ids[GrantKey(access.user_id, access.store_id)]
            for access in (*changed, *new)
        }
    )
    write_access_history(changed, is_new=False, reason=reason)
    write_access_history(new, is_new=True, reason=reason)
    return len(wanted)


def _take(accesses: Sequence[StoreAccess], reason: str) -> int:
    # Somebody may have taken some of them before the users were locked.
    held = list(StoreAccess.objects.filter(pk__in=[access.pk for access in accesses]))
    StoreAccess.roles.through.objects.filter(storeaccess__in=held).delete()
    return remove_rows(held, reason)


def _present(grants: Sequence[StoreGrant]) -> dict[GrantKey, StoreAccess]:
    rows = StoreAccess.objects.filter(
        user__in={grant.user_id for grant in grants},
        store__in={grant.store_id for grant in grants},
    )
    return {
        GrantKey(access.user_id, access.store_id): access
        for access in rows.prefetch_related("roles")
    }


def _withdraw_defaults(grants: Iterable[StoreGrant], reason: str) -> None:
    """Makes room for new default stores: the database allows one at any moment."""
    users = {grant.user_id for grant in grants if grant.is_default}
    keys = {grant.key for grant in grants}
    old = StoreAccess.objects.filter(user__in=users, is_default=True)
    withdrawn = list(old)
    StoreAccess.objects.filter(pk__in=[access.pk for access in withdrawn]).update(is_default=False)
    # Of the others a row of the history is written with all that changes.
    others = [
        access for access in withdrawn if GrantKey(access.user_id, access.store_id) not in keys
    ]
    for access in others:
        access.is_default = False
    write_access_history(others, is_new=False, reason=reason)


def _applied(access: StoreAccess, grant: StoreGrant) -> StoreAccess:
    access.can_log_in = grant.can_log_in
    access.is_default = grant.is_default
    return access


def _write_flags(accesses: Iterable[StoreAccess]) -> None:
    """Writes login and default: they have four combinations, however many rows there are."""
    ids: dict[tuple[bool, bool], list[str]] = {}
    for access in accesses:
        ids.setdefault((access.can_log_in, access.is_default), []).append(access.pk)
    # The default store last, when the others have given way.
    for (can_log_in, is_default), some in sorted(ids.items(), key=lambda item: item[0][1]):
        rows = StoreAccess.objects.filter(pk__in=some)
        rows.update(can_log_in=can_log_in, is_default=is_default)


def _write_roles(roles: dict[str, frozenset[int]]) -> None:
    through = StoreAccess.roles.through
    through.objects.filter(storeaccess__in=list(roles)).delete()
    through.objects.bulk_create(
        through(storeaccess_id=access_id, role_id=role_id)
        for access_id, role_ids in roles.items()
        for role_id in sorted(role_ids)
    )
