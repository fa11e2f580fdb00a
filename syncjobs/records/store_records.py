"""The `name` and `store` records that a store of the register implies (protocol 10.5)."""

from collections.abc import Iterable

from sites.models import Store
from syncjobs.records.authoring import author_changes, present_data
from syncjobs.records.change import Change
from syncjobs.records.completion import complete


def write_store_records(stores: Iterable[Store]) -> None:
    """Brings the records of these stores up to what the register says, for every site.

    The caller holds the lock of `syncjobs.records.writing`, in the transaction that changes the
    stores. A name that exists already keeps its
    own code, which need not be the store's.
    """
    present_stores = list(stores)
    keys = [key for store in present_stores for key in _keys(store)]
    present = present_data(keys)
    changes = []
    for store in present_stores:
        name_key, store_key = _keys(store)
        changes += [
            Change(*name_key, name_data(store, present.get(name_key))),
            Change(*store_key, store_data(store, present.get(store_key))),
        ]
    author_changes(changes)


def name_data(store: Store, present: dict[str, object] | None) -> dict[str, object]:
    """The store's `name` record: other stores may order from it and supply it."""
    if present is not None:
        return present | {"name": store.name}
    return complete(
        "name",
        {
            "ID": store.name_id,
            "name": store.name,
            "code": store.code,
            "type": "store",
            "customer": True,
            "supplier": True,
        },
    )


def store_data(store: Store, present: dict[str, object] | None) -> dict[str, object]:
    """The `store` record, which tells every site where the store is active (0: nowhere)."""
    says = {
        "ID": store.pk,
        "name_ID": store.name_id,
        "code": store.code,
        "sync_id_remote_site": store.site_id or 0,
        "store_mode": store.mode,
        "disabled": store.disabled,
    }
    if present is not None:
        return present | says
    return complete("store", says | {"created_date": store.created_at.date().isoformat()})


def _keys(store: Store) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", store.name_id), ("store", store.pk)
