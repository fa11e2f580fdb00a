"""The lines of a CSV file: the records of one table."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, TextIO

from syncjobs.record_files.cells import value_of_cell
from syncjobs.record_files.line import NOT_UTF8, Line, is_unicode
from syncjobs.records.fields import fields_of

# Documents and settings are longer than what Python's reader takes without this.
LARGEST_CELL: Final = 64_000_000
WITHOUT_TABLE: Final = "A CSV file does not say of which table it is. Name the table with --table."


def read_csv(file: TextIO, table_name: str) -> Iterator[Line]:
    """A record for each row after the header, which names the members.

    The cells are typed by the field reference (`syncjobs.record_files.cells`). A row that ends
    early has empty cells there; empty rows are skipped.
    """
    csv.field_size_limit(LARGEST_CELL)
    rows = csv.reader(file, strict=True)
    if not table_name:
        yield Line(1, problem=WITHOUT_TABLE)
        return
    number = 1
    try:
        header = next(rows, [])
        if problem := _problem_of_header(header, table_name):
            yield Line(1, problem=problem)
            return
        number = rows.line_num + 1
        for row in rows:
            if any(row):
                yield _line(number, table_name, header, row)
            number = rows.line_num + 1
    except csv.Error as error:
        yield Line(number, problem=f"It is not CSV: {error}.")


def _problem_of_header(header: Sequence[str], table_name: str) -> str:
    """Why these cannot be the names of members; empty when they can."""
    if not all(is_unicode(name) for name in header):
        return NOT_UTF8
    needed = "ID" if table_name != "pref" else "store_ID"
    if needed not in header:
        return (
            f"The header has no column {needed}. The first line names the members, with commas"
            " between them."
        )
    twice = [name for name, count in Counter(header).items() if count > 1]
    return f"The header has the column “{twice[0]}” twice." if twice else ""


def _line(number: int, table_name: str, header: Sequence[str], row: Sequence[str]) -> Line:
    if len(row) > len(header):
        return Line(
            number, problem=f"It has {len(row)} cells; the header has {len(header)} columns."
        )
    if not all(is_unicode(cell) for cell in row):
        return Line(number, problem=NOT_UTF8)
    fields = fields_of(table_name) or {}
    data: dict[str, Any] = {
        name: value_of_cell(cell, fields.get(name))
        for name, cell in zip(header, row, strict=False)
        if cell
    }
    return Line(number, table_name, data=data)
