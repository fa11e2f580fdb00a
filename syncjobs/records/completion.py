"""The members that a record of the portal's own must have before clients read it (protocol 10.4).

A client refuses a record without a key that it requires, so each is filled with what means "none"
to it. Where no value means that, the key stays absent: a refusal can be seen, a wrong value cannot.
"""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from syncjobs.records.conversions import structure_of_json
from syncjobs.records.fields import NO_DATE, Field, Kind, Presence, fields_of

# A record without its own identifier is no record that could be completed.
IDENTIFIER = "ID"
_STAYS_ABSENT = "-"

# Dates, datetimes and choices are not here: a client that requires one knows no empty one.
_EMPTY_WHEN_REQUIRED: Final[Mapping[Kind, Callable[[], object]]] = MappingProxyType(
    {
        Kind.TEXT: str,
        Kind.NUMBER: int,
        Kind.NUMBER_OR_ZERO: int,
        Kind.INTEGER: int,
        Kind.LONG_INTEGER: int,
        Kind.SECONDS: int,
        Kind.BOOLEAN: bool,
        Kind.JSON: dict,
        Kind.OBJECT: dict,
    }
)


def complete(table_name: str, data: dict[str, object]) -> dict[str, object]:
    """A copy of the record with the missing members of the reference that have an empty value.

    The given members stay as they are, in their order, unknown ones and their nested objects
    included; what is added follows in the order of the reference. A record of a table that the
    reference does not know is copied.
    """
    completed = dict(data)
    for name, field in (fields_of(table_name) or {}).items():
        if name not in data:
            completed.update(_added(field))
    return completed


def parse_json_texts(table_name: str, data: dict[str, object]) -> dict[str, object]:
    """A copy of the record in which members that are JSON are no longer text that contains JSON.

    Only a text that holds an object or a list is parsed; other texts stay, as text is JSON too.
    """
    parsed = dict(data)
    for name, field in (fields_of(table_name) or {}).items():
        value = data.get(name)
        if field.kind in {Kind.JSON, Kind.OBJECT} and isinstance(value, str):
            structure = structure_of_json(value)
            parsed[name] = value if structure is None else structure
    return parsed


def _added(field: Field) -> dict[str, object]:
    """The member as it completes a record, or nothing if it has to stay absent."""
    if field.completion == _STAYS_ABSENT or field.name == IDENTIFIER:
        return {}
    if field.completion:
        return {field.name: json.loads(field.completion)}
    match field.presence:
        case Presence.REQUIRED:
            empty = _EMPTY_WHEN_REQUIRED.get(field.kind)
            return {} if empty is None else {field.name: empty()}
        case Presence.REQUIRED_OR_EMPTY | Presence.OPTIONAL:
            return {field.name: _none_of(field)}
        case Presence.DEFAULTED | Presence.NULLABLE:
            # Absent means a default there, and every value that could be written something else.
            return {}


def _none_of(field: Field) -> object:
    """What stands for "none" where clients read one that is written out."""
    match field.kind:
        case Kind.OBJECT:
            return None
        case Kind.NUMBER_OR_ZERO:
            return 0
        case Kind.DATE if field.presence is Presence.REQUIRED_OR_EMPTY:
            return NO_DATE
    return ""
