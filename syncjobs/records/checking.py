"""Why a client would refuse a record, or read something else than it says (protocol 10.1, 10.6).

A client writes off what it cannot read and tells nobody, so the portal has to find it first.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeGuard

from syncjobs.records.conversions import date_of_datetime, is_date, seconds_of_time
from syncjobs.records.fields import NO_DATE, Field, Kind, fields_of

# Clients read 127 levels, and the answer around a record takes some of them.
DEEPEST_NESTING = 100
_LONGEST_SHOWN = 60
_SECONDS_OF_A_DAY = 86_400
_END_OF_32_BITS = 2**31
_END_OF_64_BITS = 2**63
_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE_AND_TIME = re.compile(r"(.{10})[T ](.{8})")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def problems_of(table_name: str, data: dict[str, object]) -> list[str]:
    """Every reason why a client would refuse or misread this record, one sentence each.

    `data` may be any JSON object. The list is empty for a record that clients read, and for every
    record of a table that the reference does not know.
    """
    fields = fields_of(table_name)
    if fields is None:
        return []
    problems = [*_problems_of_json(data), *_problems_of_members(fields, data, "")]
    if "ID" in fields and data.get("ID") == "":
        problems.append("`ID` is empty.")
    if table_name == "list_master":
        problems += _problems_of_master_list(data)
    return [_writable(problem) for problem in problems]


def _problems_of_json(data: object) -> Iterator[str]:
    """What makes the whole answer unreadable, wherever in the record it stands."""
    waiting = [("", data, 1)]
    while waiting:
        path, value, level = waiting.pop()
        if not isinstance(value, dict | list):
            yield from _problems_of_scalar(value, path)
        elif level > DEEPEST_NESTING:
            yield f"`{path}` is nested deeper than {DEEPEST_NESTING} levels."
        else:
            inner = [(_join(path, key), key, item) for key, item in _items(value)]
            waiting += [(inner_path, item, level + 1) for inner_path, _, item in reversed(inner)]
            for inner_path, key, _ in inner:
                yield from _problems_of_scalar(key, inner_path)


def _problems_of_scalar(value: object, path: str) -> Iterator[str]:
    match value:
        case str():
            if _SURROGATE.search(value):
                yield f"`{path}` contains half of a surrogate pair, which is no character."
            if "\0" in value:
                yield f"`{path}` contains the character NUL, which sites on PostgreSQL refuse."
        case None | int() | float():
            if not _is_finite(value or 0):
                yield f"`{path}` is a number that no client can read."
        case _:
            yield f"`{path}` is no JSON value."


def _problems_of_members(
    fields: Mapping[str, Field], data: Mapping[str, object], owner: str
) -> Iterator[str]:
    for name, field in fields.items():
        path = _join(owner, name)
        if name in data:
            yield from _problems_of_value(field, data[name], path)
        elif not field.may_be_absent:
            yield f"`{path}` is missing."


def _problems_of_value(field: Field, value: object, path: str) -> Iterator[str]:
    if value is None and field.takes_null:
        return
    if not _READS[field.kind](field, value):
        yield f"`{path}` is {_described(field, value)}; {_need(field)}."
        return
    if field.members and isinstance(value, dict):
        yield from _problems_of_members(field.members, value, path)
    if field.each and isinstance(value, dict | list):
        for key, item in _items(value):
            inner_path = _join(path, key)
            if isinstance(item, dict):
                yield from _problems_of_members(field.each, item, inner_path)
            else:
                yield f"`{inner_path}` is {_kind_of(item)}; {_NEEDS[Kind.OBJECT]}."


def _problems_of_master_list(data: Mapping[str, object]) -> Iterator[str]:
    """What is a problem of the second reading only, of the list as a program."""
    if data.get("inactive") is None:
        yield "`inactive` is missing or null, which makes the list inactive."
    is_empty = "programSettings" in data and data["programSettings"] in (None, "", {}, [])
    if data.get("isProgram") is True and is_empty:
        yield "`programSettings` is empty; a program needs settings."


def _items(structure: dict[str, object] | list[object]) -> Iterable[tuple[str | int, object]]:
    return structure.items() if isinstance(structure, dict) else enumerate(structure)


def _join(path: str, key: str | int) -> str:
    return f"{path}.{key}" if path else str(key)


def _described(field: Field, value: object) -> str:
    """The value itself where its kind alone does not say what is wrong."""
    if isinstance(value, str) and field.kind in _KINDS_OF_TEXT:
        shown = json.dumps(value, ensure_ascii=False)
        return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    if _is_number(value) and field.kind in _KINDS_OF_INTEGERS:
        return "out of range" if isinstance(value, int) else f"{value}"
    return _kind_of(value)


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case str():
            return "text"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case list():
            return "a list"
    return "an object"


def _need(field: Field) -> str:
    if field.kind is Kind.CHOICE and field.is_closed:
        return f"one of {', '.join(field.values)} is needed"
    return _NEEDS[field.kind]


def _writable(sentence: str) -> str:
    """The sentence in characters that can be stored and sent, whatever the record contains."""
    return sentence.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_integer(value: object, end: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and -end <= value < end


def _reads_date(field: Field, value: object) -> bool:
    """Dates that may be empty are also read as 0000-00-00 and with a time, which is dropped."""
    if not isinstance(value, str):
        return False
    if not field.takes_empty:
        return is_date(value)
    match = _DATE_AND_TIME.fullmatch(value)
    if match is not None:
        return is_date(match[1]) and seconds_of_time(match[2]) is not None
    return value in {"", NO_DATE} or is_date(value)


def _reads_datetime(field: Field, value: object) -> bool:
    if not isinstance(value, str):
        return False
    return date_of_datetime(value) is not None or (field.takes_empty and value == "")


def _reads_choice(field: Field, value: object) -> bool:
    if not isinstance(value, str):
        return False
    return not field.is_closed or value in field.values or (field.takes_empty and value == "")


def _reads_object(field: Field, value: object) -> bool:
    return isinstance(value, dict) or (field.takes_empty and value in ("", []))


_KINDS_OF_TEXT: Final = {Kind.DATE, Kind.DATETIME, Kind.CHOICE, Kind.NUMBER_AS_TEXT}
_KINDS_OF_INTEGERS: Final = {
    Kind.INTEGER,
    Kind.LONG_INTEGER,
    Kind.INTEGER_OR_TEXT,
    Kind.SECONDS,
}

_READS: Final[Mapping[Kind, Callable[[Field, object], bool]]] = MappingProxyType(
    {
        Kind.TEXT: lambda _, value: isinstance(value, str),
        Kind.NUMBER: lambda _, value: _is_number(value),
        Kind.NUMBER_OR_ZERO: lambda _, value: _is_number(value),
        Kind.INTEGER: lambda _, value: _is_integer(value, _END_OF_32_BITS),
        Kind.LONG_INTEGER: lambda _, value: _is_integer(value, _END_OF_64_BITS),
        Kind.INTEGER_OR_TEXT: lambda _, value: (
            isinstance(value, str) or _is_integer(value, _END_OF_32_BITS)
        ),
        Kind.NUMBER_AS_TEXT: lambda _, value: (
            isinstance(value, str) and _NUMBER.fullmatch(value) is not None
        ),
        Kind.BOOLEAN: lambda _, value: isinstance(value, bool),
        Kind.SECONDS: lambda _, value: _is_integer(value, _SECONDS_OF_A_DAY) and value >= 0,
        Kind.DATE: _reads_date,
        Kind.DATETIME: _reads_datetime,
        Kind.CHOICE: _reads_choice,
        Kind.OBJECT: _reads_object,
        Kind.ARRAY: lambda _, value: isinstance(value, list),
        Kind.JSON: lambda *_: True,
    }
)

_NEEDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.TEXT: "text is needed",
        Kind.NUMBER: "a number is needed",
        Kind.NUMBER_OR_ZERO: "a number is needed, and 0 for none",
        Kind.INTEGER: "a whole number of 32 bits is needed",
        Kind.LONG_INTEGER: "a whole number of 64 bits is needed",
        Kind.INTEGER_OR_TEXT: "a whole number of 32 bits or text is needed",
        Kind.NUMBER_AS_TEXT: "a number written as text is needed",
        Kind.BOOLEAN: "true or false is needed",
        Kind.SECONDS: "without the whole seconds since midnight, clients read midnight",
        Kind.DATE: "a date such as 2024-03-05 is needed",
        Kind.DATETIME: "a date and time such as 2024-03-05T14:30:00 is needed",
        Kind.CHOICE: "text is needed",
        Kind.OBJECT: "an object is needed",
        Kind.ARRAY: "a list is needed",
    }
)
