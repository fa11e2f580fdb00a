"""What the register of stores does not take, so that an import can say so before it writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sites.models import Store
from sites.names import LONGEST_CODE
from syncjobs.records.routing import LONGEST_STORE_ID, is_id


@dataclass(slots=True)
class StoreRules:
    """The codes and ids of names of the register, and of the records that were looked at."""

    _store_of_code: dict[str, str] = field(default_factory=dict)
    _store_of_name: dict[str, str] = field(default_factory=dict)
    _is_loaded: bool = False

    def problems_of(self, store_id: str, data: Mapping[str, Any]) -> list[str]:
        """Every reason why the register could not take this record of a store as it is."""
        self._load()
        return list(self._problems(store_id, data))

    def _problems(self, store_id: str, data: Mapping[str, Any]) -> Iterator[str]:
        if not is_id(store_id, LONGEST_STORE_ID):
            yield f"The id of a store may have {LONGEST_STORE_ID} characters."
        code, name_id = data.get("code"), data.get("name_ID")
        if isinstance(code, str):
            yield from self._problems_of_code(store_id, code.strip())
        if isinstance(name_id, str):
            yield from self._problems_of_name_id(store_id, name_id)

    def _problems_of_code(self, store_id: str, code: str) -> Iterator[str]:
        other = self._store_of_code.setdefault(code.lower(), store_id)
        if not code:
            yield "`code` is empty; every store needs one."
        elif len(code) > LONGEST_CODE:
            yield f"`code` has {len(code)} characters; {LONGEST_CODE} are allowed."
        elif other != store_id:
            yield f"`code` is that of the store {other} already, whatever the case."

    def _problems_of_name_id(self, store_id: str, name_id: str) -> Iterator[str]:
        other = self._store_of_name.setdefault(name_id, store_id)
        if not is_id(name_id, LONGEST_STORE_ID):
            yield f"`name_ID` is no id of 1 to {LONGEST_STORE_ID} characters."
        elif other != store_id:
            yield f"`name_ID` is that of the store {other} already."

    def _load(self) -> None:
        if self._is_loaded:
            return
        self._is_loaded = True
        for store_id, code, name_id in Store.objects.values_list("pk", "code", "name_id"):
            self._store_of_code[code.lower()] = store_id
            self._store_of_name[name_id] = store_id
