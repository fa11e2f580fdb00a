"""The lines of a CSV file of users, before anything is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from syncjobs.csv_table import Row, read_table
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
    for row in read_table(content, column_of, problem_of_header):
        yield UserLine(row.number, problem=row.problem) if row.problem else _line(row)


def problem_of_header(header: Sequence[str]) -> str:
    """Why these cannot be the columns; empty when they can."""
    known = READ | set(ONLY_TOLD)
    if unknown := [name for name in header if name not in known]:
        named = ", ".join(f"“{name}”" for name in unknown[:5])
        return f"The first line has columns that are not known: {named}. {COLUMNS_HELP}"
    if "name" not in header:
        return f"The first line has no column name. {COLUMNS_HELP}"
    if CLOSED_STORES in header and STORES not in header:
        return f"The column {CLOSED_STORES} needs the column {STORES}: both say all stores."
    return ""


def _line(row: Row) -> UserLine:
    cells = {name: with_formula(cell).strip() for name, cell in row.cells.items()}
    kept = {name: cell for name, cell in cells.items() if name in EXPORTED}
    # A password is what stands there, spaces and signs included.
    return UserLine(row.number, kept, row.cells.get(PASSWORD, ""))
