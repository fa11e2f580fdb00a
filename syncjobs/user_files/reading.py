"""The lines of a CSV file of users, before anything is known of them."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from syncjobs.record_files.line import NOT_UTF8, is_unicode
from syncjobs.spreadsheet import with_formula
from syncjobs.user_files.columns import (
    CLOSED_STORES,
    EXPORTED,
    ONLY_TOLD,
    PASSWORD,
    READ,
    STORES,
    column_of,
)


@dataclass(frozen=True, slots=True)
class UserLine:
    """A line of the file by its columns, and the number of the line on which it begins.

    A column that the file has not is not in `cells`. The password is kept apart, out of what is
    printed; `password_hash` stands for one that was judged and hashed already. A line that cannot
    be read has only a `problem`, a sentence that says why.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    password: str = field(default="", repr=False)
    password_hash: str = field(default="", repr=False)
    problem: str = ""


COLUMNS_HELP: Final = f"The columns are {', '.join(EXPORTED)} and {PASSWORD}."


def read_users(content: bytes) -> Iterator[UserLine]:
    """The users in the content of a file, in UTF-8, with commas or semicolons between its cells."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    first, _, _ = text.partition("\n")
    # Spreadsheets write semicolons where the comma is the decimal sign.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        header = [column_of(heading) for heading in next(rows, [])]
        if problem := problem_of_header(header):
            yield UserLine(1, problem=problem)
            return
        number = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _line(number, header, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield UserLine(number, problem=f"It is not CSV: {error}.")


def problem_of_header(header: Sequence[str]) -> str:
    """Why these cannot be the columns; empty when they can."""
    if not all(is_unicode(name) for name in header):
        return NOT_UTF8
    known = READ | set(ONLY_TOLD)
    if unknown := [name for name in header if name not in known]:
        named = ", ".join(f"“{name}”" for name in unknown[:5])
        return f"The first line has columns that are not known: {named}. {COLUMNS_HELP}"
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        return f"The first line has the column {twice[0]} twice."
    if "name" not in header:
        return f"The first line has no column name. {COLUMNS_HELP}"
    if CLOSED_STORES in header and STORES not in header:
        return f"The column {CLOSED_STORES} needs the column {STORES}: both say all stores."
    return ""


def _line(number: int, header: Sequence[str], row: Sequence[str]) -> UserLine:
    if len(row) > len(header):
        problem = f"It has {len(row)} cells; the first line has {len(header)} columns."
        return UserLine(number, problem=problem)
    if not all(is_unicode(cell) for cell in row):
        return UserLine(number, problem=NOT_UTF8)
    if any("\0" in cell for cell in row):
        return UserLine(number, problem="It has a zero character, which no text has.")
    padded = [*row, *[""] * (len(header) - len(row))]
    cells = {name: with_formula(cell).strip() for name, cell in zip(header, padded, strict=True)}
    # A password is what stands there, spaces and signs included.
    password = dict(zip(header, padded, strict=True)).get(PASSWORD, "")
    kept = {name: cell for name, cell in cells.items() if name in EXPORTED}
    return UserLine(number, kept, password)
