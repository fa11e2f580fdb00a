"""Users of sites as a CSV file, written while it is sent; `reading` takes it."""

from collections.abc import Callable, Iterator
from typing import Final

from django.db.models import Prefetch, QuerySet

from sites.models import SiteUser, StoreAccess
from syncjobs.spreadsheet import csv_lines, iso_moment
from syncjobs.user_files.columns import EXPORTED, ONLY_TOLD
from syncjobs.user_files.store_cells import write_stores

USERS_AT_ONCE: Final = 500


def users_as_csv(users: QuerySet[SiteUser]) -> Iterator[str]:
    """The lines of the file, without any password; some hundred users are in memory at a time."""
    return csv_lines([*EXPORTED, *ONLY_TOLD], _rows(users))


def _rows(users: QuerySet[SiteUser]) -> Iterator[list[str]]:
    accesses = StoreAccess.objects.select_related("store").prefetch_related("roles")
    stores = Prefetch("accesses", accesses.order_by("store__code"))
    rows = users.prefetch_related(None).prefetch_related(stores)
    for user in rows.iterator(chunk_size=USERS_AT_ONCE):
        yield [cell(user) for cell in CELLS.values()]


def _yes_or_no(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


def _stores(user: SiteUser, *, can_log_in: bool) -> str:
    return write_stores(
        (access.store.code, sorted(role.name for role in access.roles.all()))
        for access in user.accesses.all()
        if access.can_log_in == can_log_in
    )


def _default_store(user: SiteUser) -> str:
    return next((access.store.code for access in user.accesses.all() if access.is_default), "")


CELLS: Final[dict[str, Callable[[SiteUser], str]]] = {
    "id": lambda user: user.pk,
    "name": lambda user: user.name,
    "first_name": lambda user: user.first_name,
    "last_name": lambda user: user.last_name,
    "job_title": lambda user: user.job_title,
    "email": lambda user: user.email,
    "phone": lambda user: user.phone,
    "language": lambda user: user.get_language_display(),
    "active": lambda user: _yes_or_no(is_so=user.is_active),
    "default_store": _default_store,
    "stores": lambda user: _stores(user, can_log_in=True),
    "stores_without_login": lambda user: _stores(user, can_log_in=False),
    "has_password": lambda user: _yes_or_no(is_so=bool(user.password_hash)),
    "last_login_at": lambda user: iso_moment(user.last_login_at),
}
