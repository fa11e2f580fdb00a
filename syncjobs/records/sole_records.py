"""Records of which clients need exactly one (protocol 10.5, 10.6).

A new portal starts with one of each. An import of a country's own data puts its own in their place,
as long as no site has asked for its data; later on there must be no second one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from syncjobs.models import Record, SiteQueue
from syncjobs.records.change import Change, Key
from syncjobs.records.import_report import BadLine
from syncjobs.records.json_text import dump, load_object


@dataclass(frozen=True, slots=True)
class Role:
    """What exactly one record of a table is: the one whose member has this value."""

    table_name: str
    member: str
    value: str | bool
    words: str

    def has(self, data: Mapping[str, Any]) -> bool:
        """Whether this record is the one."""
        value = data.get(self.member)
        return type(value) is type(self.value) and value == self.value


ROLES: Final = (
    Role("currency", "is_home_currency", True, "the home currency"),  # noqa: FBT003
    Role("name", "code", "invad", "the name for inventory adjustments"),
    Role("name", "code", "repack", "the name for repacks"),
    Role("item", "code", "service", "the service item"),
)


@dataclass(slots=True)
class SoleRecords:
    """Which records of a file have one of the roles, each with its line."""

    _holders: dict[Role, list[tuple[int, Key]]] = field(default_factory=dict)

    def note(self, number: int, key: Key, data: Mapping[str, Any]) -> None:
        """Remembers the record if it has a role."""
        for role in ROLES:
            if role.table_name == key[0] and role.has(data):
                self._holders.setdefault(role, []).append((number, key))

    def settle(self, is_in_file: Callable[[Key], bool]) -> tuple[list[BadLine], list[Change]]:
        """The lines with a second record of a role, and the deletes of those that are replaced."""
        bad: list[BadLine] = []
        deletes: list[Change] = []
        for role, holders in self._holders.items():
            (_, first), *others = holders
            bad += [_second(number, key, first, role) for number, key in others]
            stored = [key for key in _stored(role) if not is_in_file(key)]
            if stored and SiteQueue.objects.exists():
                bad.append(_second(*holders[0], stored[0], role))
            else:
                deletes += [Change(*key, None) for key in stored]
        return bad, deletes


def _stored(role: Role) -> Iterator[Key]:
    """The living records that have the role."""
    text = f"{dump(role.member)}:{dump(role.value)}"
    records = Record.objects.filter(
        table_name=role.table_name, is_deleted=False, data__contains=text
    )
    for record in records:
        if role.has(load_object(record.data)):
            yield record.table_name, record.record_id


def _second(number: int, key: Key, other: Key, role: Role) -> BadLine:
    reason = (
        f"There is {role.words} already, {other[1]}; clients need exactly one. Change"
        f" `{role.member}` of one of the two in the same file."
    )
    return BadLine(number, (reason,), " ".join(key))
