"""What a cell of a CSV file says, by the field reference of its table.

A cell of text is that text. A cell of any other member is JSON where it can be read so, and text
where it cannot. In both, an empty cell says nothing at all of the member, `null` is null, and text
in double quotes (as JSON writes it) is the text between them, which may also be empty.
"""

from typing import Any, Final

from syncjobs.record_files.json_stream import parsed
from syncjobs.records.fields import Field, Kind
from syncjobs.records.json_text import dump

KINDS_OF_TEXT: Final = frozenset(
    {Kind.TEXT, Kind.DATE, Kind.DATETIME, Kind.CHOICE, Kind.NUMBER_AS_TEXT}
)
# As spreadsheets write them.
BOOLEANS: Final = {"true": True, "false": False}


def value_of_cell(cell: str, field: Field | None) -> Any:
    """The value in a cell that is not empty; `field` is None for a member that is not known."""
    if _is_text(field):
        return _read(cell) if cell == "null" or _is_quoted(cell) else cell
    if cell.lower() in BOOLEANS:
        return BOOLEANS[cell.lower()]
    return _read(cell)


def cell_of_value(value: Any, field: Field | None) -> str:
    """The cell that says this value."""
    if not isinstance(value, str):
        return dump(value)
    is_plain = bool(value) and value_of_cell(value, field) == value
    return value if is_plain else dump(value)


def _is_text(field: Field | None) -> bool:
    return field is not None and field.kind in KINDS_OF_TEXT


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _read(cell: str) -> Any:
    try:
        return parsed(cell)
    except (ValueError, RecursionError):
        return cell
