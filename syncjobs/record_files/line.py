"""A record as a file has it, before anything is known of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """How a file holds records.

    JSON: one object with a list of records for each table, or one list. JSON lines: an object a
    line. CSV: the records of one table, the first line naming the members.
    """

    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Line:
    """A record and the number of the line on which it begins.

    `table_name`, `record_id` (None when only the record itself says it) and `data` may be anything
    that JSON can hold. A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    table_name: Any = ""
    record_id: Any = None
    data: Any = None
    is_delete: bool = False
    problem: str = ""


def is_unicode(text: str) -> bool:
    """Whether the text was UTF-8 in a file that was opened with `surrogateescape`."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


NOT_UTF8 = "The line is not UTF-8. Save the file in that encoding."
