"""New sites as people enter them, judged before anything is written.

A form or a file is told everything that is wrong, each with its column and in the register's own
sentences; the register itself refuses at the first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple

from sites.errors import RegisterError
from sites.models import Store
from sites.names import clean_code, clean_name, clean_store_name, name_key
from sites.registration import (
    NewSite,
    SiteDetails,
    name_is_taken,
    normalised_or_empty,
    taken_names,
)
from sites.store_assignment import WantedStore, clean_store_code, store_is_elsewhere
from sites.store_codes import StoresByCode, stores_with_codes

NAME: Final = "name"
CODE: Final = "code"
STORES: Final = "stores"
URL: Final = "url"


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """What somebody entered for a new site; `place` says where, such as `Line 3`."""

    name: str
    code: str = ""
    url: str = ""
    stores: Sequence[WantedStore] = ()
    place: str = ""

    def new_site(self, password_hash: str, reason: str = "") -> NewSite:
        """The draft for the register, once it was judged."""
        details = SiteDetails(self.name, self.code, self.url)
        return NewSite(details, password_hash, self.stores, reason)


class Problem(NamedTuple):
    """What is wrong with a column of a draft, as a sentence that says what to do.

    `store_number` counts the stores of the draft from 0; None where it is about no store.
    """

    column: str
    sentence: str
    store_number: int | None = None


@dataclass(frozen=True, slots=True)
class DraftJudge:
    """Judges drafts that are registered together; it remembers what earlier ones want."""

    _names: dict[str, str]
    _stores: StoresByCode
    _places_of_names: dict[str, str] = field(default_factory=dict)
    _places_of_stores: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, drafts: Iterable[SiteDraft]) -> "DraftJudge":
        """A judge who knows what these drafts name; a fixed number of queries for some hundred."""
        some = list(drafts)
        codes = (store.code.strip() for draft in some for store in draft.stores)
        among = Store.objects.select_related("site")
        names = taken_names(name_key(draft.name) for draft in some)
        return cls(names, stores_with_codes(codes, among))

    def store(self, wanted: WantedStore) -> Store | None:
        """The store that is there already; None for a new one."""
        return self._stores.get(wanted.code.strip())

    def problems(self, draft: SiteDraft) -> list[Problem]:
        """Everything that keeps the draft from being registered."""
        found = [
            *(Problem(NAME, said) for said in _said(partial(self._check_name, draft))),
            *(Problem(CODE, said) for said in _said(partial(clean_code, draft.code))),
            *(Problem(URL, said) for said in _said(partial(normalised_or_empty, draft.url))),
        ]
        for number, store in enumerate(draft.stores):
            check = partial(self._check_store, store, draft.place)
            found += [Problem(STORES, said, number) for said in _said(check)]
        return found

    def _check_name(self, draft: SiteDraft) -> None:
        key = name_key(clean_name(draft.name))
        if key in self._names:
            raise name_is_taken(self._names[key])
        _refuse_second(self._places_of_names, key, draft.place, "this name")

    def _check_store(self, wanted: WantedStore, place: str) -> None:
        code, name = clean_store_code(wanted.code), clean_store_name(wanted.name)
        store = self._stores.get(code)
        if store is None and not name:
            raise RegisterError(
                f"No store has the code {code}.",
                "Correct the code, or give the new store a name.",
            )
        if store is not None:
            _check_present_store(store, name)
        _refuse_second(self._places_of_stores, code.lower(), place, f"the store {code}")


def _check_present_store(store: Store, name: str) -> None:
    if store.site is not None:
        raise store_is_elsewhere(store.code, store.site.name)
    if name and name_key(name) != name_key(store.name):
        raise RegisterError(
            f"Store {store.code} exists already and is called {store.name}.",
            "Leave its name out to put it on the site, or choose another code.",
        )
    if store.disabled:
        raise RegisterError(
            f"Store {store.code} is disabled and would not count.",
            "Enable it first, or choose another store.",
        )


def _refuse_second(places: dict[str, str], key: str, place: str, what: str) -> None:
    if key in places:
        earlier = places[key]
        if earlier == place:
            raise RegisterError(f"It names {what} twice.", "Take one of them out.")
        raise RegisterError(f"{earlier} has {what} already.", "Correct one of the two.")
    places[key] = place


def _said(check: Callable[[], object]) -> Iterator[str]:
    try:
        check()
    except RegisterError as error:
        yield str(error)
