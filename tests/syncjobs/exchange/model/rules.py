"""The rules of protocol 10.3 once more, in plain dictionaries, without a look at the portal's code.

A record is a dictionary under its key, a table's name and an id; a deleted one lies in `graves`.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.syncjobs.exchange.model.register import Register

Key = tuple[str, str]
Data = dict[str, Any]

CENTRAL = {"unit", "item"}
PARENTS = {
    "requisition_line": ("requisition", "requisition_ID"),
    "trans_line": ("transact", "transaction_ID"),
}
OWNERS = {
    "Location": "store_ID",
    "requisition": "store_ID",
    "transact": "store_ID",
    "indicator_value": "store_ID",
    "pref": "store_ID",
    "name_store_join": "store_ID",
    "clinician_store_join": "store_ID",
    "message": "fromStoreID",
}
JOINED = {"name_store_join": "name_ID", "clinician_store_join": "prescriber_ID"}
PEOPLE = {
    "name": "ID",
    "clinician": "ID",
    "om_document": "owner_name_ID",
    "nameInsuranceJoin": "nameID",
    "clinician_store_join": "prescriber_ID",
}
# Nobody is told to delete these when they are out of sight (rule 9).
STAYS = set(PEOPLE)
MERGED = {"name", "clinician", "item", "name_store_join"}
CONSTANTS = {
    "name": "custom_data",
    "item": "category_ID",
    "name_store_join": "inactive",
    "transact": "goods_received_ID",
}


@dataclass(frozen=True, slots=True)
class Holdings:
    """By record, the sites that must hold it and those that may; and the lines without a header."""

    must: dict[Key, set[int]]
    may: dict[Key, set[int]]
    orphans: set[Key]


@dataclass(slots=True)
class Records:
    """All records as they should stand at the centre, and who must hold them."""

    register: Register
    living: dict[Key, Data] = field(default_factory=dict)
    graves: dict[Key, Data] = field(default_factory=dict)
    authors: dict[Key, int | None] = field(default_factory=dict)

    def put(self, key: Key, data: Data | None, author: int | None) -> None:
        """Writes what a site pushed, or what the centre (None) says."""
        present = self.living.get(key)
        if data is None:
            if present is not None:
                self.graves[key] = self.living.pop(key)
                self.authors[key] = author
            return
        if present is not None and author is not None:
            data = self._laid_over(key[0], present, data)
        if data != present:
            self.authors[key] = author
        self.living[key] = dict(data)

    def holders(self, key: Key) -> set[int]:
        """The sites that must hold the newest version of this record, which is not in the log."""
        table, record_id = key
        data = self.living.get(key) or self.graves.get(key) or {}
        sites: set[int | None] = set()
        if table == "barcode":
            sites |= set(self.register.site_ids)
        elif table in PARENTS:
            parent, member = PARENTS[table]
            return self.holders((parent, data[member]))
        elif table == "message":
            sites.add(self.register.site_of_store.get(data["toStoreID"]))
        elif table in OWNERS:
            sites.add(self.owner(key))
            sites.add(self._partner(table, data))
        if table in PEOPLE:
            sites |= self.sights(
                data.get("ID", record_id) if table in {"name", "clinician"} else data[PEOPLE[table]]
            )
        if table == "name" or (table == "name_store_join" and self.is_patient(data["name_ID"])):
            sites.add(self.register.central_id)
        return {site for site in sites if site is not None}

    def must_hold(self, site_id: int, key: Key) -> bool:
        """Whether the site must have this living record, from its queue or the log."""
        if key[0] in CENTRAL:
            return True
        if self.is_orphan(key):
            return False
        is_join = key[0] == "name_store_join"
        if is_join and self.owner(key) != site_id:
            # The central server needs it for the patient.
            return (
                site_id in self.holders(key)
                and ("name", self.living[key]["name_ID"]) in self.living
            )
        return site_id in self.holders(key)

    def may_hold(self, key: Key) -> set[int]:
        """The sites that may be given this record."""
        table, _ = key
        sender = {self.owner(key)} if table == "message" else set()
        return self.holders(key) | {site for site in sender if site is not None}

    def owner(self, key: Key) -> int | None:
        """The site of the store that owns the record."""
        table, _ = key
        data = self.living.get(key) or self.graves.get(key) or {}
        if table in PARENTS:
            parent, member = PARENTS[table]
            return self.owner((parent, data[member]))
        return self.register.site_of_store.get(data.get(OWNERS.get(table, ""), ""))

    def sights(self, person: str) -> set[int]:
        """The sites that see the person."""
        return {
            site
            for (table, record_id), data in self.living.items()
            if table in JOINED and data[JOINED[table]] == person and not data.get("inactive")
            if (site := self.owner((table, record_id))) is not None
        }

    def is_patient(self, name_id: str) -> bool:
        """Whether the name is or was that of a patient."""
        return ("name", name_id) in self.living or ("name", name_id) in self.graves

    def is_orphan(self, key: Key) -> bool:
        """Whether this is a line whose header is deleted: nobody needs it, wherever it stays."""
        table, _ = key
        if table not in PARENTS:
            return False
        parent, member = PARENTS[table]
        return (parent, self.living[key][member]) not in self.living

    def holdings(self) -> "Holdings":
        """Who holds what, of all living records outside of the log."""
        keys = [key for key in self.living if key[0] not in CENTRAL]
        return Holdings(
            {key: self.holders(key) for key in keys},
            {key: self.may_hold(key) for key in keys},
            {key for key in keys if self.is_orphan(key)},
        )

    def _partner(self, table: str, data: Data) -> int | None:
        if table in {"requisition", "transact"}:
            return self.register.site_of_name(data.get("name_ID"))
        if table == "indicator_value":
            return self.register.site_of_store.get(data["facility_ID"])
        return None

    @staticmethod
    def _laid_over(table: str, present: Data, data: Data) -> Data:
        merged = present | data if table in MERGED else dict(data)
        constant = CONSTANTS.get(table, "")
        return merged | {constant: present[constant]} if constant in present else merged
