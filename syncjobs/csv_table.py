"""The lines of a CSV file as spreadsheets write it, before anything is known of them."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from syncjobs.record_files.line import NOT_UTF8, is_unicode

# Spreadsheets write semicolons where the comma is the decimal sign; what is copied has tabs.
DELIMITERS: Final = (",", ";", "\t")
_WORKBOOK: Final = b"PK\x03\x04"
SAVE_AS_UTF8: Final = "Save it as “CSV UTF-8”; Excel offers that among its file types."
NO_CSV: Final = f"The file is a workbook and not CSV. {SAVE_AS_UTF8}"
UTF16: Final = f"The file is in the encoding UTF-16. {SAVE_AS_UTF8}"


class CsvLine(NamedTuple):
    """A line of cells as they stand there, with the number of the line where it begins.

    A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    cells: Sequence[str] = ()
    problem: str = ""


class Row(NamedTuple):
    """A line by its columns, as it stands there, with the number of the line where it begins.

    A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


def read_lines(content: bytes) -> Iterator[CsvLine]:
    """The lines of a file in UTF-8, the first of which is there even when it is empty.

    Lines without a character in any cell are left out. What is no CSV at all ends it.
    """
    if problem := _problem_of(content):
        yield CsvLine(1, problem=problem)
        return
    text = content.decode("utf-8-sig", errors="surrogateescape")
    first, _, _ = text.partition("\n")
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        yield _line(1, next(rows, []))
        number = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _line(number, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield CsvLine(number, problem=f"It is not CSV: {error}.")


def read_table(
    content: bytes,
    column_of: Callable[[str], str],
    problem_of_header: Callable[[Sequence[str]], str],
) -> Iterator[Row]:
    """The lines of a file in UTF-8; its first line names the columns, as `column_of` reads it.

    A header with a problem ends it. Empty lines are left out.
    """
    lines = read_lines(content)
    first = next(lines)
    header = [column_of(heading) for heading in first.cells]
    problem = first.problem or problem_of_header(header) or column_twice(header)
    if problem:
        yield Row(first.number, {}, problem)
        return
    for line in lines:
        if problem := line.problem or too_many_cells(line, header):
            yield Row(line.number, {}, problem)
        else:
            yield Row(line.number, by_column(line, header))


def heading_name(heading: str) -> str:
    """A heading without case, with an underscore for its spaces and dashes."""
    return "_".join(heading.casefold().replace("-", " ").replace("_", " ").split())


def column_twice(header: Sequence[str]) -> str:
    """That a column is named twice, as a sentence; empty when none is."""
    twice = [name for name, count in Counter(header).items() if count > 1]
    return f"The first line has the column {twice[0]} twice. Take one of them out." if twice else ""


def too_many_cells(line: CsvLine, header: Sequence[str]) -> str:
    """That a line has more cells than there are columns, as a sentence; empty when not."""
    if len(line.cells) <= len(header):
        return ""
    return f"It has {len(line.cells)} cells; the first line has {len(header)} columns."


def by_column(line: CsvLine, header: Sequence[str]) -> dict[str, str]:
    """The cells by their columns; one that the line lacks is empty."""
    padded = [*line.cells, *[""] * (len(header) - len(line.cells))]
    return dict(zip(header, padded, strict=True))


def _problem_of(content: bytes) -> str:
    if content.startswith(_WORKBOOK):
        return NO_CSV
    return UTF16 if content.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else ""


def _line(number: int, cells: Sequence[str]) -> CsvLine:
    if not all(is_unicode(cell) for cell in cells):
        return CsvLine(number, problem=NOT_UTF8)
    if any("\0" in cell for cell in cells):
        return CsvLine(number, problem="It has a zero character, which no text has.")
    return CsvLine(number, cells)
