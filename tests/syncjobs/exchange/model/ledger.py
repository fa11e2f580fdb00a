"""What sites have a right to, what they must be told, and what they must not hold any more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.syncjobs.exchange.model.rules import STAYS, Holdings, Key

KeysOfSites = defaultdict[int, set[Key]]


def _keys_of_sites() -> KeysOfSites:
    return defaultdict(set)


@dataclass(slots=True)
class Ledger:
    """By site: what it had a right to since it was initialised, what it must be told, what it must
    have deleted, and what it may keep of a store that went elsewhere.
    """

    once: KeysOfSites = field(default_factory=_keys_of_sites)
    news: KeysOfSites = field(default_factory=_keys_of_sites)
    gone: KeysOfSites = field(default_factory=_keys_of_sites)
    kept: KeysOfSites = field(default_factory=_keys_of_sites)

    def changed(self, before: Holdings, after: Holdings, authors: Mapping[Key, set[int]]) -> None:
        """Records were changed by these sites; by the centre where no site is named."""
        for key in before.must.keys() | after.must.keys():
            had, has = before.must.get(key, set()), after.must.get(key, set())
            sole = next(iter(authors[key])) if len(authors.get(key, ())) == 1 else None
            self._came(key, has - had)
            if key in authors:
                self._tell(key, has - {sole})
            if key not in after.must:
                seen = {site for site, keys in self.once.items() if key in keys}
                self._went(key, had | {site for site in seen if key not in self.kept[site]})
            elif key[0] not in STAYS and key not in after.orphans:
                self._went(key, had - after.may[key])

    def moved(self, before: Holdings, after: Holdings) -> None:
        """A store works on another site: the old one keeps what it has."""
        for key, has in after.may.items():
            self._came(key, has - before.may[key])
            for site in before.may[key] - has:
                self.kept[site].add(key)

    def filled(self, site_id: int, keys: Iterable[Key]) -> None:
        """Everything that belongs to the site was queued for it."""
        self.once[site_id].update(keys)
        self.news[site_id].update(keys)

    def lost(self, site_id: int) -> None:
        """The site has a new database."""
        for keys in (self.once, self.gone, self.kept):
            keys[site_id].clear()

    def _came(self, key: Key, sites: Iterable[int]) -> None:
        for site in sites:
            self.once[site].add(key)
            self.gone[site].discard(key)
            self.kept[site].discard(key)
        self._tell(key, sites)

    def _went(self, key: Key, sites: Iterable[int]) -> None:
        for site in sites:
            self.gone[site].add(key)
        self._tell(key, sites)

    def _tell(self, key: Key, sites: Iterable[int | None]) -> None:
        for site in sites:
            if site is not None:
                self.news[site].add(key)
