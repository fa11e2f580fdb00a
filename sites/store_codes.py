"""Finding stores by what people call them: their codes, whatever the case."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from sites.models import Store
from sites.site_users.parts import parts


class StoresByCode:
    """The stores that have some codes, or codes that differ from these only in case."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._stores: dict[str, Store] = {}
        for store in stores:
            self.add(store)

    def add(self, store: Store) -> None:
        """Has the store found by its code."""
        self._stores[store.code] = self._stores[store.code.lower()] = store

    def get(self, code: str) -> Store | None:
        """The store with this code, or with one that differs only in case."""
        return self._stores.get(code) or self._stores.get(code.lower())


def stores_with_codes(codes: Iterable[str], stores: QuerySet[Store] | None = None) -> StoresByCode:
    """Those of `stores` (without it: of all) that have these codes; a query per some hundred."""
    among = Store.objects.all() if stores is None else stores
    lowered = among.alias(lower_code=Lower("code"))
    some = sorted(set(codes) - {""})
    found: list[Store] = []
    for part in parts(some):
        # As the index has it. SQLite knows no capitals but those of English.
        lower = [code.lower() for code in part]
        found += lowered.filter(Q(code__in=part) | Q(lower_code__in=lower)).order_by("pk")
    return StoresByCode(found)
