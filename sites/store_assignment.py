"""Which site a store is active on."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from sites.errors import RegisterError
from sites.models import Site, Store
from sites.names import clean_code


@transaction.atomic
def assign_stores(site: Site, codes: Sequence[str], reason: str = "") -> list[Store]:
    """Puts the stores with these codes on the site, creating those that do not exist.

    Raises RegisterError when a store is active on another site: a store belongs to one site.
    """
    return [_assign_store(site, code, reason) for code in dict.fromkeys(codes)]


def _assign_store(site: Site, code: str, reason: str) -> Store:
    code = clean_code(code, "store code")
    if not code:
        raise RegisterError("A store code is empty.", "Give every store a code.")
    # Locked, so that of two sites that take a free store at once one is told about the other. The
    # site is read afterwards: in the same query PostgreSQL would give the one from before the wait.
    store = Store.objects.select_for_update().filter(code__iexact=code).first()
    if store is None:
        return _create_store(site, code, reason)
    if store.site is not None and store.site_id != site.pk:
        raise RegisterError(
            f"Store {store.code} is on the site {store.site.name}; a store belongs to one site.",
            "Take it from that site first, or choose another store.",
        )
    if store.site is None:
        store.site = site
        store._change_reason = reason
        store.save(update_fields=["site"])
    return store


def _create_store(site: Site, code: str, reason: str) -> Store:
    store = Store(code=code, name=code, site=site)
    store._change_reason = reason
    try:
        with transaction.atomic():
            store.save(force_insert=True)
    except IntegrityError as error:
        raise RegisterError(
            f"Store {code} was created by somebody else in the meantime.", "Try again."
        ) from error
    return store
