"""The lines of a CSV file as spreadsheets write it, before anything is known of them."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from syncjobs.record_files.line import NOT_UTF8, is_unicode

# Spreadsheets write semicolons where the comma is the decimal sign; what is copied has tabs.
DELIMITERS: Final = (",", ";", "\t")
_WORKBOOK: Final = b"PK\x03\x04"
SAVE_AS_UTF8: Final = "Save it as “CSV UTF-8”; Excel offers that among its file types."
NO_CSV: Final = f"The file is a workbook and not CSV. {SAVE_AS_UTF8}"
UTF16: Final = f"The file is in the encoding UTF-16. {SAVE_AS_UTF8}"


class Row(NamedTuple):
    """A line by its columns, as it stands there, with the number of the line where it begins.

    A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


def read_table(
    content: bytes,
    column_of: Callable[[str], str],
    problem_of_header: Callable[[Sequence[str]], str],
) -> Iterator[Row]:
    """The lines of a file in UTF-8; its first line names the columns, as `column_of` reads it.

    A header with a problem ends it. Empty lines are left out.
    """
    if problem := _problem_of(content):
        yield Row(1, {}, problem)
        return
    text = content.decode("utf-8-sig", errors="surrogateescape")
    first, _, _ = text.partition("\n")
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        header = [column_of(heading) for heading in next(rows, [])]
        if problem := _problem_of_text(header) or problem_of_header(header):
            yield Row(1, {}, problem)
            return
        number = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _row(number, header, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield Row(number, {}, f"It is not CSV: {error}.")


def _problem_of(content: bytes) -> str:
    if content.startswith(_WORKBOOK):
        return NO_CSV
    return UTF16 if content.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) else ""


def _row(number: int, header: Sequence[str], row: Sequence[str]) -> Row:
    if len(row) > len(header):
        problem = f"It has {len(row)} cells; the first line has {len(header)} columns."
        return Row(number, {}, problem)
    if problem := _problem_of_text(row):
        return Row(number, {}, problem)
    padded = [*row, *[""] * (len(header) - len(row))]
    return Row(number, dict(zip(header, padded, strict=True)))


def _problem_of_text(cells: Sequence[str]) -> str:
    if not all(is_unicode(cell) for cell in cells):
        return NOT_UTF8
    if any("\0" in cell for cell in cells):
        return "It has a zero character, which no text has."
    return ""
