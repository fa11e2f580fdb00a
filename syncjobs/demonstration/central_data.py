"""What the stores of the demonstration trade, and that they know each other."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sites.models import Store
from syncjobs.records.authoring import present_data
from syncjobs.records.central_edits import Edit, edit_centrally

# Makes the same ids at every loading.
ID_SPACE: Final = uuid.UUID("5b2f3c0a-6a0e-4f7d-8a43-0d7c5e9b1f24")
SUPPLIER: Final = "DEMO-HOSP"
CUSTOMERS: Final = ("DEMO-HC", "DEMO-DISP", "DEMO-CLINIC")
LIST_CODE: Final = "DEMO-ESSENTIAL"

# Code, name and unit.
ITEMS: Final = (
    ("DEMO-AMX", "Amoxicillin 250 mg capsules", "Capsule"),
    ("DEMO-ORS", "Oral rehydration salts", "Sachet"),
    ("DEMO-PAR", "Paracetamol 500 mg tablets", "Tablet"),
)


def item_id(code: str) -> str:
    """The id of an item of the demonstration."""
    return _id("item", code)


def load_central_data() -> int:
    """Adds the records that are missing; returns how many. Those that are there stay as they are.

    Three items with their units, a list of them that every store of the demonstration sees, and
    the joins by which the hospital and its customers see each other.
    """
    stores = {store.code: store for store in Store.objects.filter(code__in=(SUPPLIER, *CUSTOMERS))}
    edits = [*_items(), *_list(stores), *_joins(stores)]
    present = present_data([edit.key for edit in edits])
    return edit_centrally(edit for edit in edits if edit.key not in present)


def _items() -> Iterator[Edit]:
    for number, unit in enumerate(sorted({unit for _, _, unit in ITEMS}), 1):
        yield _edit("unit", unit, units=unit, order_number=number)
    for code, name, unit in ITEMS:
        yield _edit("item", code, code=code, item_name=name, unit_ID=_id("unit", unit))


def _list(stores: Mapping[str, Store]) -> Iterator[Edit]:
    yield _edit("list_master", LIST_CODE, code=LIST_CODE, description="Essential medicines")
    list_id = _id("list_master", LIST_CODE)
    for code, _, _ in ITEMS:
        yield _edit("list_master_line", code, item_master_ID=list_id, item_ID=item_id(code))
    for code, store in stores.items():
        yield _edit("list_master_name_join", code, list_master_ID=list_id, name_ID=store.name_id)


def _joins(stores: Mapping[str, Store]) -> Iterator[Edit]:
    supplier = stores.get(SUPPLIER)
    if supplier is None:
        return
    for code in CUSTOMERS:
        if customer := stores.get(code):
            yield _join(customer, supplier, is_supplier=True)
            yield _join(supplier, customer, is_supplier=False)


def _join(store: Store, other: Store, *, is_supplier: bool) -> Edit:
    return _edit(
        "name_store_join",
        f"{store.code} {other.code}",
        store_ID=store.pk,
        name_ID=other.name_id,
        om_name_is_customer=not is_supplier,
        om_name_is_supplier=is_supplier,
        inactive=False,
    )


def _edit(table_name: str, key: str, **members: Any) -> Edit:
    record_id = _id(table_name, key)
    return Edit(table_name, record_id, {"ID": record_id, **members})


def _id(table_name: str, key: str) -> str:
    return uuid.uuid5(ID_SPACE, f"{table_name} {key}").hex.upper()
