"""The door for records that are edited at the centre, by an import or through the test API.

The records, the register of stores and the queues of the sites change together, or not at all.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import transaction

from sites.models import Store
from syncjobs.records.audience import OPEN_STATUSES
from syncjobs.records.authoring import author_changes, present_data
from syncjobs.records.belonging import records_of_store
from syncjobs.records.change import Change, Key
from syncjobs.records.completion import complete, parse_json_texts
from syncjobs.records.conversions import convert_for_clients
from syncjobs.records.filling import fill_queue
from syncjobs.records.json_text import dump
from syncjobs.records.store_register import follow_records
from syncjobs.records.writing import lock_records

Item = TypeVar("Item")

CHUNK: Final = 1_000
# Makes the id of a record whose table has none of its own, always the same one.
ID_SPACE: Final = uuid.UUID("8c0e2c8e-33a5-4a43-9d0b-0f6f3b1c2a57")


class Outcome(StrEnum):
    """What an edit does to its record."""

    INSERTED = "inserted"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Edit:
    """The members that a record is to have; those that are not named stay. None deletes it."""

    table_name: str
    record_id: str
    members: Mapping[str, Any] | None

    @property
    def key(self) -> Key:
        """Table name and record id."""
        return self.table_name, self.record_id


@dataclass(frozen=True)
class SettledEdit:
    """What a record was and what an edit makes of it; None where there is no record."""

    key: Key
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @cached_property
    def outcome(self) -> Outcome:
        """What the edit does to the record. Raises ValueError for what JSON has no number for."""
        if self.after is None:
            return Outcome.UNCHANGED if self.before is None else Outcome.DELETED
        if self.before is None:
            return Outcome.INSERTED
        return Outcome.UNCHANGED if dump(self.before) == dump(self.after) else Outcome.CHANGED

    @property
    def change(self) -> Change:
        """The change to make."""
        return Change(*self.key, self.after)

    @property
    def is_needed(self) -> bool:
        """Whether there is something to do.

        A store that says nothing new may still have to come to a site that is registered by now.
        """
        is_store = self.key[0] == "store" and self.after is not None
        return is_store or self.outcome is not Outcome.UNCHANGED


def record_id_of(table_name: str, members: Mapping[str, Any]) -> object:
    """The id that the record gives itself, which may be anything; None when it gives none.

    A `pref` needs none: there is one for each store and kind.
    """
    if "ID" in members or table_name != "pref":
        return members.get("ID")
    store_id, kind = members.get("store_ID"), members.get("item", "store_preferences")
    if not isinstance(store_id, str) or not isinstance(kind, str):
        return None
    return uuid.uuid5(ID_SPACE, dump([store_id, kind])).hex.upper()


def settle(edits: Sequence[Edit]) -> list[SettledEdit]:
    """Lays the edits over what is stored now, each over what those before it make. One query.

    A new record gets the members that clients require; JSON that came as text is parsed; and
    everything is in the form in which clients read it.
    """
    now: dict[Key, dict[str, Any] | None] = {**present_data([edit.key for edit in edits])}
    settled = []
    for edit in edits:
        before = now.get(edit.key)
        now[edit.key] = _after(edit, before)
        settled.append(SettledEdit(edit.key, before, now[edit.key]))
    return settled


@transaction.atomic
def edit_centrally(edits: Iterable[Edit]) -> int:
    """Makes these edits, in their order, as `make_changes` does; returns how many had to be made.

    The same record may be edited several times. Tables are those of `syncjobs.records.tables`.
    """
    lock_records()
    total = 0
    for chunk in _chunks(edits):
        total += make_changes(each.change for each in settle(chunk) if each.is_needed)
    return total


@transaction.atomic
def make_changes(changes: Iterable[Change]) -> int:
    """Makes changes of whole records at the centre and queues them for whoever must have them.

    The register follows the `store` and `name` records among them. A site that a store comes to
    gets what belongs to the store already, then the changes. Returns how many changes there were.
    """
    lock_records()
    total = 0
    for chunk in _chunks(changes):
        for store in follow_records(chunk):
            queue_what_belongs_to(store)
        total += author_changes(chunk)
    return total


def queue_what_belongs_to(store: Store) -> int:
    """Queues all records of the store for its site, if that asked for its data already."""
    site = store.site
    if site is None or site.initialisation_status not in OPEN_STATUSES:
        return 0
    others = list(site.stores.exclude(pk=store.pk))
    return fill_queue(site.pk, records_of_store(store, others), lambda _: None)


def _after(edit: Edit, before: dict[str, Any] | None) -> dict[str, Any] | None:
    if edit.members is None:
        return None
    members = parse_json_texts(edit.table_name, dict(edit.members))
    data = complete(edit.table_name, members) if before is None else before | members
    return convert_for_clients(edit.table_name, data)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
