"""What a login needs to know of a user of sites."""

from functools import lru_cache, partial
from secrets import token_hex
from typing import Any

from sites.models import Site, SiteUser, StoreAccess
from sites.site_users.passwords import hash_password, verify_password
from sites.site_users.permissions import permission_array
from sites.slow_checks import run_in_background
from syncjobs.login.answer import Access, Person, login_answer


def password_fits(user: SiteUser | None, password: str) -> bool:
    """Whether this is the user's password; takes as long when there is no such user.

    The caller has a `login_check_place`.
    """
    password_hash = user.password_hash if user else ""
    check = partial(verify_password, password_hash or _nobodys_hash(), password)
    return run_in_background(check) and bool(password_hash)


def entered_stores(user: SiteUser) -> list[StoreAccess]:
    """The stores that the user may enter, with their roles.

    Those of all sites: a site leaves aside the stores that it does not host, and the user finds
    everything there when a store moves.
    """
    accesses = StoreAccess.objects.filter(user=user, can_log_in=True, store__disabled=False)
    rows = accesses.select_related("store").prefetch_related("roles").order_by("store__code")
    return list(rows)


def works_at(site: Site, accesses: list[StoreAccess]) -> bool:
    """Whether one of the stores is active on the site."""
    return any(access.store.site_id == site.pk for access in accesses)


def answer_of(user: SiteUser, accesses: list[StoreAccess]) -> dict[str, Any]:
    """The answer that lets the user in."""
    person = Person(
        id=user.pk,
        name=user.name,
        first_name=user.first_name,
        last_name=user.last_name,
        job_title=user.job_title,
        email=user.email,
        phone=user.phone,
        language=user.language,
    )
    return login_answer(person, [_access(row) for row in accesses])


def _access(row: StoreAccess) -> Access:
    numbers = {number for role in row.roles.all() for number in role.permissions}
    return Access(row.pk, row.store_id, row.is_default, permission_array(numbers))


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash that no password fits."""
    return hash_password(token_hex(32))
