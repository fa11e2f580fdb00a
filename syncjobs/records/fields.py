"""The members that clients read of each record, with their types (protocol 10.6).

The reference itself is data, in `fields.txt` beside this module; its head explains the notation.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

REFERENCE = Path(__file__).with_name("fields.txt")
# What stands for "no date" beside the empty text.
NO_DATE = "0000-00-00"
_RECEIVED_ONLY = " (received only)"
_OPEN_END = "..."
_MEMBER = re.compile(
    r"(?P<name>.+?) (?P<kind>Nz|DT|IX|[SNILBDTJOAXE])(?P<presence>[0?!~]?)"
    r"(?:\{(?P<values>.*)\})?(?:=(?P<completion>.+))?"
)


class Kind(StrEnum):
    """What a value must be, by its mark in the reference."""

    TEXT = "S"
    NUMBER = "N"
    INTEGER = "I"
    LONG_INTEGER = "L"
    BOOLEAN = "B"
    DATE = "D"
    DATETIME = "DT"
    SECONDS = "T"
    JSON = "J"
    OBJECT = "O"
    ARRAY = "A"
    NUMBER_OR_ZERO = "Nz"
    NUMBER_AS_TEXT = "X"
    INTEGER_OR_TEXT = "IX"
    CHOICE = "E"


class Presence(StrEnum):
    """Whether the key may be absent and what may stand for "none", by the suffix of the mark."""

    REQUIRED = ""
    REQUIRED_OR_EMPTY = "0"
    OPTIONAL = "?"
    DEFAULTED = "!"
    NULLABLE = "~"


@dataclass(frozen=True, slots=True)
class Field:
    """How clients read one member of a record.

    `values` are the texts that the reference lists for a choice, and `is_closed` whether clients
    refuse every other text. `completion` says what completes a record without the member: JSON
    text, "-" for nothing, or "" for the empty value of the kind. `members` are the members of the
    object that the value is, `each` the members of each of the objects that it holds; both are
    empty where the reference says nothing of them.
    """

    name: str
    kind: Kind
    presence: Presence
    values: tuple[str, ...]
    is_closed: bool
    completion: str
    members: Mapping[str, "Field"]
    each: Mapping[str, "Field"]

    @property
    def may_be_absent(self) -> bool:
        """Whether clients read a record without the key."""
        return self.presence not in {Presence.REQUIRED, Presence.REQUIRED_OR_EMPTY}

    @property
    def takes_null(self) -> bool:
        """Whether clients read null, as "none" or (seconds) as 0."""
        if self.kind in {Kind.JSON, Kind.SECONDS}:
            return True
        if self.kind is Kind.NUMBER_OR_ZERO:
            return False
        return self.presence not in {Presence.REQUIRED, Presence.DEFAULTED}

    @property
    def takes_empty(self) -> bool:
        """Whether an empty text, list or date stands for "none", whatever the kind."""
        if self.kind is Kind.NUMBER_OR_ZERO:
            return False
        return self.presence in {Presence.REQUIRED_OR_EMPTY, Presence.OPTIONAL}


def fields_of(table_name: str) -> Mapping[str, Field] | None:
    """The members of the table by name, in the order of the reference; None if it is unknown."""
    return TABLES.get(table_name)


def read_reference(text: str) -> Mapping[str, Mapping[str, Field]]:
    """The members by table, of a text in the notation of `fields.txt`.

    Raises ValueError for a member that is not in that notation, KeyError for an unknown list.
    """
    lists: dict[str, str] = {}
    tables: dict[str, Mapping[str, Field]] = {}
    for header, lines in _paragraphs(text):
        if header.startswith("@"):
            lists[header] = "".join(lines)
            continue
        fields = _fields(_members_by_owner(lines), "", lists)
        names = header.removesuffix(_RECEIVED_ONLY).split(", ")
        tables.update(dict.fromkeys(names, fields))
    return MappingProxyType(tables)


def _paragraphs(text: str) -> Iterator[tuple[str, list[str]]]:
    for paragraph in text.split("\n\n"):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            yield lines[0], [line.strip() for line in lines[1:]]


def _members_by_owner(lines: list[str]) -> dict[str, list[str]]:
    """The members as they are written, under what stands before the colon of their line."""
    members: dict[str, list[str]] = {}
    for line in lines:
        owner, _, listed = line.rpartition(": ")
        members.setdefault(owner, []).extend(listed.split(", "))
    return members


def _fields(
    members: dict[str, list[str]], owner: str, lists: Mapping[str, str]
) -> Mapping[str, Field]:
    fields = (_field(written, members, owner, lists) for written in members.get(owner, []))
    return MappingProxyType({field.name: field for field in fields})


def _field(
    written: str, members: dict[str, list[str]], owner: str, lists: Mapping[str, str]
) -> Field:
    match = _MEMBER.fullmatch(written)
    if match is None:
        raise ValueError(f"{written!r} is not in the notation of {REFERENCE.name}.")
    values = match["values"] or ""
    values = lists[values] if values.startswith("@") else values
    listed = tuple(values.split("|")) if values else ()
    path = f"{owner}.{match['name']}" if owner else match["name"]
    return Field(
        name=match["name"],
        kind=Kind(match["kind"]),
        presence=Presence(match["presence"]),
        values=tuple(value for value in listed if value != _OPEN_END),
        is_closed=bool(listed) and _OPEN_END not in listed,
        completion=match["completion"] or "",
        members=_fields(members, path, lists),
        each=_fields(members, f"{path}.*", lists),
    )


TABLES = read_reference(REFERENCE.read_text(encoding="utf-8"))
