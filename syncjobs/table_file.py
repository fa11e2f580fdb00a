"""CSV files with a line of column names, before anything is known of what their lines say."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from syncjobs.record_files.line import NOT_UTF8, is_unicode
from syncjobs.records.import_report import BadLine

MOST_BAD_LINES: Final = 100


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the file by its columns, as it stands there; a cell that the row lacks is empty.

    `number` is that of the line on which it begins. What cannot be read has only a `problem`, a
    sentence that says why.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(slots=True)
class BadLines:
    """The first lines that cannot be imported, and the number of all of them."""

    bad_lines: list[BadLine] = field(default_factory=list)
    bad_count: int = 0

    def add_bad(self, line: BadLine) -> None:
        """Counts a bad line, and keeps it if it is one of the first."""
        self.bad_count += 1
        if len(self.bad_lines) < MOST_BAD_LINES:
            self.bad_lines.append(line)


def read_table(
    content: bytes,
    column_of: Callable[[str], str],
    problem_of_header: Callable[[Sequence[str]], str],
) -> Iterator[TableRow]:
    """The rows of a file in UTF-8, with commas or semicolons between its cells.

    `column_of` names the column of a heading; `problem_of_header` says why these cannot be the
    columns, and then no row is read.
    """
    text = content.decode("utf-8-sig", errors="surrogateescape")
    first, _, _ = text.partition("\n")
    # Spreadsheets write semicolons where the comma is the decimal sign.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        header = [column_of(heading) for heading in next(rows, [])]
        if problem := _problem_of(header, problem_of_header):
            yield TableRow(1, problem=problem)
            return
        number = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _row(number, header, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield TableRow(number, problem=f"It is not CSV: {error}.")


def heading_name(heading: str) -> str:
    """A heading without case, with underscores for its spaces and dashes."""
    return heading.strip().casefold().replace(" ", "_").replace("-", "_")


def _problem_of(header: Sequence[str], problem_of_header: Callable[[Sequence[str]], str]) -> str:
    if not all(is_unicode(name) for name in header):
        return NOT_UTF8
    twice = [name for name, count in Counter(header).items() if count > 1]
    return problem_of_header(header) or (
        f"The first line has the column {twice[0]} twice." if twice else ""
    )


def _row(number: int, header: Sequence[str], row: Sequence[str]) -> TableRow:
    if len(row) > len(header):
        problem = f"It has {len(row)} cells; the first line has {len(header)} columns."
        return TableRow(number, problem=problem)
    if not all(is_unicode(cell) for cell in row):
        return TableRow(number, problem=NOT_UTF8)
    if any("\0" in cell for cell in row):
        return TableRow(number, problem="It has a zero character, which no text has.")
    padded = [*row, *[""] * (len(header) - len(row))]
    return TableRow(number, dict(zip(header, padded, strict=True)))
