"""What the portal should make of what sites push: who may change what, and what has to wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.syncjobs.exchange.model.rules import CENTRAL, JOINED, OWNERS, PARENTS, Data, Key, Records

Who = tuple[int, Key]

NEVER_DELETED = {
    "barcode",
    "clinician",
    "clinician_store_join",
    "item",
    "message",
    "name_store_join",
    "nameInsuranceJoin",
    "om_document",
}
TABLE_OF_PERSON = {
    "om_document": ("name", "owner_name_ID"),
    "nameInsuranceJoin": ("name", "nameID"),
    "clinician_store_join": ("clinician", "prescriber_ID"),
}
# Nothing that comes later makes this entry acceptable by itself.
FOR_GOOD = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """One entry that a site pushed; None deletes."""

    site_id: int
    key: Key
    data: Data | None

    @property
    def who(self) -> Who:
        """The record, as this site's."""
        return self.site_id, self.key


@dataclass(slots=True)
class Batch:
    """The entries of one POST."""

    entries: list[Pushed]
    is_complete: bool = False


@dataclass(slots=True)
class Centre:
    """The records, what is pushed and not integrated, and what is set aside with what it needs."""

    records: Records
    inbox: list[Batch] = field(default_factory=list)
    set_aside: dict[Who, tuple[Pushed, str]] = field(default_factory=dict)

    def integrate(self, batches: Sequence[Batch], chunk: int) -> list[dict[Key, set[int]]]:
        """Takes these batches in; says for each chunk who changed what."""
        self.inbox = [batch for batch in self.inbox if batch not in batches]
        entries = [entry for batch in batches for entry in batch.entries]
        chunks = [entries[start : start + chunk] for start in range(0, len(entries), chunk)]
        return [self.take(each) for each in chunks]

    def take(self, entries: Sequence[Pushed]) -> dict[Key, set[int]]:
        """Makes these changes as far as they may be; says who changed what."""
        accepted: dict[Who, int] = {}
        authors: dict[Key, set[int]] = {}
        places = count()
        waiting = list(zip(places, entries, strict=False))
        for entry in entries:
            self.set_aside.pop(entry.who, None)
        reasons: dict[int, str] = {}
        while True:
            waiting += zip(places, self._followers(accepted), strict=False)
            still = []
            for place, entry in waiting:
                reason = self._obstacle(entry)
                if reason is not None:
                    reasons[place] = reason
                    still.append((place, entry))
                    continue
                accepted[entry.who] = place
                authors.setdefault(entry.key, set()).add(entry.site_id)
                self.records.put(entry.key, entry.data, entry.site_id)
            # A later version that is accepted makes up for an earlier one that was not.
            still = [each for each in still if each[0] > accepted.get(each[1].who, -1)]
            if len(still) == len(waiting):
                break
            waiting = still
        for place, entry in waiting:
            self.set_aside[entry.who] = entry, reasons[place]
        return authors

    def _followers(self, accepted: Iterable[Who]) -> list[Pushed]:
        """What was set aside until one of the accepted records comes."""
        come = {(site_id, record_id) for site_id, (_, record_id) in accepted}
        ready = [
            entry
            for (site_id, _), (entry, needs) in self.set_aside.items()
            if needs and (site_id, needs) in come
        ]
        for entry in ready:
            del self.set_aside[entry.who]
        return ready

    def _obstacle(self, entry: Pushed) -> str | None:
        """None when the site may make the change, else the id of what it needs first, or ""."""
        table, _ = entry.key
        is_central = entry.site_id == self.records.register.central_id
        if (entry.data is None and table in NEVER_DELETED) or (table == "item" and not is_central):
            return FOR_GOOD
        if entry.key in self.records.living and not self._is_its_own(entry):
            return FOR_GOOD
        if entry.data is None or table in CENTRAL:
            return None
        return self._missing_place(entry, entry.data)

    def _is_its_own(self, entry: Pushed) -> bool:
        """Whether the record as it stands is this site's to change."""
        table, record_id = entry.key
        present = self.records.living[entry.key]
        site_id = entry.site_id
        if table == "barcode" or table in CENTRAL:
            return True
        if table == "message":
            return self._is_of_message(site_id, present)
        if table in OWNERS or table in PARENTS:
            by_central = table == "name_store_join" and self._is_central(site_id)
            return by_central or self.records.owner(entry.key) == site_id
        person = {"name": record_id, "clinician": record_id}.get(table)
        if person is None:
            person = present[TABLE_OF_PERSON[table][1]]
        return self.records.authors[entry.key] == site_id or self._sees(site_id, person)

    def _missing_place(self, entry: Pushed, data: Data) -> str | None:
        table, _ = entry.key
        site_id = entry.site_id
        if table in PARENTS:
            parent, member = PARENTS[table]
            if (parent, data[member]) not in self.records.living:
                return str(data[member])
            return None if self.records.owner((parent, data[member])) == site_id else FOR_GOOD
        if table == "message":
            return None if self._is_of_message(site_id, data) else FOR_GOOD
        if table in OWNERS:
            owner = self.records.register.site_of_store.get(data[OWNERS[table]])
            by_central = table == "name_store_join" and self._is_central(site_id)
            if not by_central and owner != site_id:
                return FOR_GOOD
        if table in TABLE_OF_PERSON:
            return self._missing_person(entry, data)
        return None

    def _missing_person(self, entry: Pushed, data: Data) -> str | None:
        table, _ = entry.key
        people, member = TABLE_OF_PERSON[table]
        person = data[member]
        if (people, person) not in self.records.living:
            return str(person)
        if table in JOINED:
            return None
        present = self.records.living.get(entry.key)
        stays = present is None or present[member] == person
        is_author = self.records.authors[(people, person)] == entry.site_id
        return None if stays and (is_author or self._sees(entry.site_id, person)) else FOR_GOOD

    def _is_of_message(self, site_id: int, data: Data) -> bool:
        stores = self.records.register.site_of_store
        return site_id in {stores.get(data["fromStoreID"]), stores.get(data["toStoreID"])}

    def _sees(self, site_id: int, person: str) -> bool:
        return self._is_central(site_id) or site_id in self.records.sights(person)

    def _is_central(self, site_id: int) -> bool:
        return site_id == self.records.register.central_id


def all_of(batches: Iterable[Batch], site_id: int) -> list[Batch]:
    """Every batch of one site."""
    return [batch for batch in batches if batch.entries[0].site_id == site_id]
