"""Whether a site can read a record at all (protocol 10.6).

This is the parser's view only: what it takes for midnight or for a default is no reason to write a
record off.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from syncjobs.records.fields import Field, Kind, fields_of

_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")
_NO_DATE: Final = "0000-00-00"


def reason_to_write_off(table_name: str, data: Any) -> str:
    """Why the site cannot read the record; empty text when it can."""
    if not isinstance(data, dict):
        return "the record is not an object"
    fields = fields_of(table_name) or {}
    for reason in _reasons(fields, data, ""):
        return reason
    if table_name == "list_master" and data["isProgram"] and not data["programSettings"]:
        return "`programSettings` is empty, and the list is a program"
    return ""


def _reasons(fields: Mapping[str, Field], data: Mapping[str, Any], owner: str) -> Iterator[str]:
    for name, field in fields.items():
        path = f"{owner}.{name}" if owner else name
        if name in data:
            yield from _reasons_of_value(field, data[name], path)
        elif not field.may_be_absent:
            yield f"missing field `{path}`"


def _reasons_of_value(field: Field, value: Any, path: str) -> Iterator[str]:
    if _means_none(field, value):
        return
    if not _PARSERS[field.kind](field, value):
        yield f"`{path}` is no {field.kind.name.lower().replace('_', ' ')}: {value!r:.60}"
        return
    if field.members:
        yield from _reasons(field.members, value, path)
    if field.each:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, element in inner:
            if not isinstance(element, dict):
                yield f"`{path}.{key}` is no object"
            else:
                yield from _reasons(field.each, element, f"{path}.{key}")


def _means_none(field: Field, value: Any) -> bool:
    if value is None:
        return field.takes_null
    if not field.takes_empty:
        return False
    return value == "" or (field.kind is Kind.OBJECT and value == []) or _is_no_date(field, value)


def _is_no_date(field: Field, value: Any) -> bool:
    return field.kind is Kind.DATE and value == _NO_DATE


def _is_text(_: Field, value: Any) -> bool:
    return isinstance(value, str)


def _is_number(_: Field, value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_boolean(_: Field, value: Any) -> bool:
    return isinstance(value, bool)


def _is_integer(bits: int) -> Callable[[Field, Any], bool]:
    def is_integer(_: Field, value: Any) -> bool:
        return type(value) is int and -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    return is_integer


def _is_date(field: Field, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    # Only a date that may be missing is also read with a time.
    day = value[:10] if field.takes_empty and _DATETIME.fullmatch(value) else value
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def _is_datetime(_: Field, value: Any) -> bool:
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value[:19])
    except ValueError:
        return False
    return True


def _is_choice(field: Field, value: Any) -> bool:
    return isinstance(value, str) and (not field.is_closed or value in field.values)


def _is_object(_: Field, value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(_: Field, value: Any) -> bool:
    return isinstance(value, list)


def _is_integer_or_text(field: Field, value: Any) -> bool:
    return isinstance(value, str) or _is_integer(32)(field, value)


def _is_anything(_: Field, value: Any) -> bool:
    del value
    return True


_PARSERS: Final[Mapping[Kind, Callable[[Field, Any], bool]]] = {
    Kind.TEXT: _is_text,
    Kind.NUMBER: _is_number,
    Kind.INTEGER: _is_integer(32),
    Kind.LONG_INTEGER: _is_integer(64),
    Kind.BOOLEAN: _is_boolean,
    Kind.DATE: _is_date,
    Kind.DATETIME: _is_datetime,
    # Any other type than a number counts as midnight.
    Kind.SECONDS: _is_anything,
    Kind.JSON: _is_anything,
    Kind.OBJECT: _is_object,
    Kind.ARRAY: _is_list,
    Kind.NUMBER_OR_ZERO: _is_number,
    # Any text that is no number counts as 0.
    Kind.NUMBER_AS_TEXT: _is_text,
    Kind.INTEGER_OR_TEXT: _is_integer_or_text,
    Kind.CHOICE: _is_choice,
}
