"""The register of stores follows the `store` and `name` records that change at the centre.

Routing goes by the register, so it must say what the records say before they are published.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, Value
from django.db.models.functions import Lower

from sites.choices import StoreMode
from sites.models import Site, Store
from sites.models.store import new_record_id
from sites.names import LONGEST_CODE
from syncjobs.records.authoring import present_data
from syncjobs.records.change import Change
from syncjobs.records.routing import LONGEST_STORE_ID, is_id

LONGEST_STORE_NAME: Final = 200
REASON: Final = "Record edited at the centre"
# Ids of sites beyond 32 bits would be none of a client's.
END_OF_SITE_IDS: Final = 2**31

Data = Mapping[str, Any]


def follow_records(changes: Sequence[Change]) -> list[Store]:
    """Brings the register up to what these records say; returns the stores that came to a site.

    A new store is registered and a deleted one is disabled and taken off its site. This never
    fails: what the register cannot take as it is (a code or a name's id that another store has, an
    unknown site) is replaced by something that it can, and the record stays as it is. The caller
    holds the lock of `syncjobs.records.writing`.
    """
    stores, names = _newest("store", changes), _newest("name", changes)
    if not stores and not names:
        return []
    present = {store.pk: store for store in _stores_of(stores, names)}
    arrivals = _follow_store_records(stores, names, present)
    for store in present.values():
        if store.pk not in stores and (name := names.get(store.name_id)) is not None:
            _update(store, {"name": _name(name, store.code)})
    return arrivals


def _newest(table_name: str, changes: Iterable[Change]) -> dict[str, Data | None]:
    """The last content of each record of the table that the register can hold."""
    return {
        change.record_id: change.data
        for change in changes
        if change.table_name == table_name and is_id(change.record_id, LONGEST_STORE_ID)
    }


def _stores_of(stores: Iterable[str], names: Iterable[str]) -> Iterable[Store]:
    return Store.objects.filter(Q(pk__in=list(stores)) | Q(name_id__in=list(names)))


def _follow_store_records(
    stores: Mapping[str, Data | None],
    names: Mapping[str, Data | None],
    present: Mapping[str, Store],
) -> list[Store]:
    living = {store_id: data for store_id, data in stores.items() if data is not None}
    sites = _sites_of(living.values())
    known_names = _known_names(living.values(), names)
    free = _FreeTexts(living)
    arrivals = []
    for store_id, data in stores.items():
        store = present.get(store_id)
        if data is None:
            if store is not None:
                _update(store, {"site_id": None, "disabled": True})
            continue
        columns = _columns(store_id, data, store, free)
        site = sites.get(_site_id(data))
        columns["site_id"] = None if site is None else site.pk
        columns["name"] = _name(known_names.get(columns["name_id"]), columns["code"])
        store, is_arrival = _write(store_id, store, columns)
        if is_arrival and site is not None:
            store.site = site
            arrivals.append(store)
    return arrivals


def _columns(store_id: str, data: Data, store: Store | None, free: "_FreeTexts") -> dict[str, Any]:
    mode = data.get("store_mode")
    return {
        "code": free.code(store_id, data),
        "name_id": free.name_id(store_id, data, store),
        "mode": mode if mode in StoreMode.values else StoreMode.STORE,
        "disabled": data.get("disabled") is True,
    }


def _write(store_id: str, store: Store | None, columns: dict[str, Any]) -> tuple[Store, bool]:
    """Creates or updates the store; and whether its site, or who it is there, is new."""
    if store is None:
        store = Store(pk=store_id, **columns)
        store._change_reason = REASON
        store.save(force_insert=True)
        return store, True
    is_arrival = (store.site_id, store.name_id) != (columns["site_id"], columns["name_id"])
    _update(store, columns)
    return store, is_arrival


def _update(store: Store, columns: Mapping[str, Any]) -> None:
    changed = {name: value for name, value in columns.items() if getattr(store, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(store, name, value)
    store._change_reason = REASON
    store.save(update_fields=["site" if name == "site_id" else name for name in changed])


def _sites_of(records: Iterable[Data]) -> dict[int, Site]:
    return Site.objects.in_bulk({_site_id(data) for data in records} - {0})


def _site_id(data: Data) -> int:
    """The site that the record names; 0 for none, and for what can be none."""
    value = data.get("sync_id_remote_site")
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return value if 0 < value < END_OF_SITE_IDS else 0


def _known_names(
    records: Iterable[Data], changed: Mapping[str, Data | None]
) -> dict[str, Data | None]:
    """The `name` records of stores, as they are now or will be."""
    ids = {name_id for data in records if isinstance(name_id := data.get("name_ID"), str)}
    keys = [
        ("name", name_id) for name_id in ids - changed.keys() if is_id(name_id, LONGEST_STORE_ID)
    ]
    return {name_id: data for (_, name_id), data in present_data(keys).items()} | dict(changed)


def _name(data: Data | None, code: str) -> str:
    return (
        _storable(None if data is None else data.get("name"))[:LONGEST_STORE_NAME].strip() or code
    )


class _FreeTexts:
    """Codes and ids of names that no other store has, for the stores of some records."""

    def __init__(self, records: Mapping[str, Data]) -> None:
        codes = {code for store_id, data in records.items() for code in _codes(store_id, data)}
        name_ids = {name_id for data in records.values() if (name_id := _name_id(data))}
        taken = Store.objects.annotate(folded=Lower("code")).filter(
            Q(folded__in=[Lower(Value(code)) for code in codes]) | Q(name_id__in=name_ids)
        )
        self._codes: dict[str, str] = {}
        self._name_ids: dict[str, str] = {}
        for store_id, code, name_id in taken.values_list("pk", "code", "name_id"):
            self._codes[code.lower()] = store_id
            self._name_ids[name_id] = store_id

    def code(self, store_id: str, data: Data) -> str:
        """The record's code, or one made of it."""
        free = (code for code in _codes(store_id, data) if self._is_free(code, store_id))
        code = next(free, new_record_id())
        self._codes[code.lower()] = store_id
        return code

    def name_id(self, store_id: str, data: Data, store: Store | None) -> str:
        """The id of the record's name; that of before, or a new one, when another store has it."""
        name_id = _name_id(data)
        if not name_id or self._name_ids.get(name_id, store_id) != store_id:
            name_id = new_record_id() if store is None else store.name_id
        self._name_ids[name_id] = store_id
        return name_id

    def _is_free(self, code: str, store_id: str) -> bool:
        return self._codes.get(code.lower(), store_id) == store_id


def _codes(store_id: str, data: Data) -> list[str]:
    """What the store's code may be, the best first."""
    code = _storable(data.get("code"))
    ending = f"-{store_id[:6]}"
    own = [code[:LONGEST_CODE].strip(), f"{code[: LONGEST_CODE - len(ending)]}{ending}"]
    return [*(own if code else ()), store_id[:LONGEST_CODE]]


def _name_id(data: Data) -> str:
    value = data.get("name_ID")
    return value if isinstance(value, str) and is_id(value, LONGEST_STORE_ID) else ""


def _storable(value: object) -> str:
    """The text as the register keeps it; PostgreSQL takes no NUL. Empty for what is no text."""
    return value.replace("\0", "").strip() if isinstance(value, str) else ""
