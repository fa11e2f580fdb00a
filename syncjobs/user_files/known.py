"""What the portal knows of the users, stores and roles that some lines of a file name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.names import name_key
from sites.store_codes import StoresByCode, stores_with_codes
from syncjobs.models import Record
from syncjobs.records.user_records import TABLE, unregistered_users
from syncjobs.user_files.columns import CLOSED_STORES, DEFAULT_STORE, STORES
from syncjobs.user_files.reading import UserLine
from syncjobs.user_files.store_cells import read_stores


@dataclass(frozen=True, slots=True)
class Known:
    """Users by their id and by the key of their name, their stores, and stores by code.

    `tables` are those of records other than `user` that have the id of a line. `unregistered` are
    the ids of `user` records of nobody, by the key of their name.
    """

    users_by_id: Mapping[str, SiteUser]
    users_by_key: Mapping[str, SiteUser]
    accesses: Mapping[str, list[StoreAccess]]
    tables: Mapping[str, str]
    unregistered: Mapping[str, Sequence[str]]
    _stores: StoresByCode

    def ids_of_records(self, name: str) -> Sequence[str]:
        """The ids of `user` records of nobody with this name."""
        return self.unregistered.get(name_key(name), ())

    def store(self, code: str) -> Store | None:
        """The store with this code, or with one that differs only in case."""
        return self._stores.get(code)


def known_of(lines: Sequence[UserLine]) -> Known:
    """What is known of these lines, in a fixed number of queries."""
    ids = {line.cells["id"] for line in lines if line.cells.get("id")}
    keys = {name_key(line.cells.get("name", "")) for line in lines}
    users = list(SiteUser.objects.filter(Q(pk__in=ids) | Q(name_key__in=keys)))
    accesses: dict[str, list[StoreAccess]] = {}
    rows = StoreAccess.objects.filter(user__in=[user.pk for user in users])
    for access in rows.select_related("store").prefetch_related("roles"):
        accesses.setdefault(access.user_id, []).append(access)
    records = Record.objects.filter(record_id__in=ids, is_deleted=False).exclude(table_name=TABLE)
    return Known(
        {user.pk: user for user in users},
        {user.name_key: user for user in users},
        accesses,
        dict(records.order_by().values_list("record_id", "table_name")),
        unregistered_users(keys - {user.name_key for user in users}),
        stores_with_codes(_codes_of(lines)),
    )


def known_roles() -> dict[str, Role]:
    """All roles, which are few, by name without case."""
    return {role.name.casefold(): role for role in Role.objects.all()}


def _codes_of(lines: Iterable[UserLine]) -> set[str]:
    codes = set()
    for line in lines:
        codes.add(line.cells.get(DEFAULT_STORE, ""))
        for column in (STORES, CLOSED_STORES):
            try:
                codes |= {store.code for store in read_stores(line.cells.get(column, ""))}
            except ValueError:
                # The line is bad, and said to be so where it is judged.
                continue
    return codes - {""}
