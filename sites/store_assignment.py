"""Which site a store is active on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from sites.errors import RegisterError
from sites.models import Site, Store
from sites.names import clean_code, clean_store_name
from sites.site_users.parts import AT_ONCE
from sites.store_codes import stores_with_codes


@dataclass(frozen=True, slots=True)
class WantedStore:
    """A store that a site is to have; `name` is that of a new one (empty: as its code)."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class StoresOfSite:
    """The stores that a site is to have, and the reason that the history of each keeps."""

    site: Site
    stores: Sequence[WantedStore]
    reason: str = ""


@transaction.atomic
def assign_stores(wanted: Iterable[StoresOfSite]) -> list[Store]:
    """Puts stores on sites, creating those that do not exist; returns what was created or moved.

    A fixed number of statements for some hundred stores. Raises RegisterError when a store is
    active on another site, or wanted by two: a store belongs to one site.
    """
    wishes = [
        (
            each.site,
            WantedStore(clean_store_code(store.code), clean_store_name(store.name)),
            each.reason,
        )
        for each in wanted
        for store in each.stores
    ]
    # Locked, so that of two sites that take a free store at once one is told about the other. The
    # site is read afterwards: in the same query PostgreSQL would give the one from before the wait.
    present = stores_with_codes(
        (store.code for _, store, _ in wishes), Store.objects.select_for_update()
    )
    new: list[Store] = []
    taken: list[Store] = []
    for site, wish, reason in wishes:
        store = present.get(wish.code)
        if store is None:
            store = Store(code=wish.code, name=wish.name or wish.code, site=site)
            new.append(store)
            present.add(store)
        elif store.site_id is None:
            store.site = site
            taken.append(store)
        elif store.site is not None and store.site != site:
            raise store_is_elsewhere(store.code, store.site.name)
        store._change_reason = reason
    _create(new)
    bulk_update_with_history(taken, Store, ["site"], batch_size=AT_ONCE)
    return new + taken


def store_is_elsewhere(code: str, site_name: str) -> RegisterError:
    """What is said to a second site that wants the store."""
    return RegisterError(
        f"Store {code} is on the site {site_name}; a store belongs to one site.",
        "Take it from that site first, or choose another store.",
    )


def clean_store_code(code: str) -> str:
    """The code without outer spaces; RegisterError when it is empty or cannot be one."""
    cleaned = clean_code(code, "store code")
    if not cleaned:
        raise RegisterError("A store code is empty.", "Give every store a code.")
    return cleaned


def _create(stores: Sequence[Store]) -> None:
    try:
        with transaction.atomic():
            bulk_create_with_history(stores, Store, batch_size=AT_ONCE)
    except IntegrityError as error:
        which = f"Store {stores[0].code}" if len(stores) == 1 else "One of the new stores"
        raise RegisterError(
            f"{which} was created by somebody else in the meantime.", "Try again."
        ) from error
