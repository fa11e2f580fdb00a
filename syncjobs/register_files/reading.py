"""The lines of the files, before anything is known of them."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from syncjobs.csv_table import CsvLine, by_column, column_twice, read_lines, too_many_cells
from syncjobs.record_files.json_reading import read_json
from syncjobs.record_files.line import NOT_UTF8, Line, is_unicode
from syncjobs.register_files.columns import STORES, Table, table_named
from syncjobs.spreadsheet import with_formula

NO_LINES: Final = "The file is empty."
OTHER_TABLE: Final = "It is neither of the table site nor of the table store."


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line by its columns, and the number of the line on which it begins.

    A column that the file has not is not in `cells`, which are not printed: one is a secret. A line
    that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)
    problem: str = ""


@dataclass(slots=True)
class ReadTable:
    """The lines of one table, and the names of its columns that are not used."""

    lines: list[RegisterLine] = field(default_factory=list)
    unused: dict[str, None] = field(default_factory=dict)


def read_csv_table(content: bytes, table: Table) -> ReadTable:
    """The table in the content of a CSV file, with commas, semicolons or tabs between its cells."""
    lines = read_lines(content)
    first = next(lines)
    columns = [table.column_of(heading) for heading in first.cells]
    read = ReadTable()
    if problem := first.problem or _problem_of_header(columns, table):
        read.lines.append(RegisterLine(first.number, problem=problem))
        return read
    used = zip(first.cells, columns, strict=True)
    read.unused = dict.fromkeys(heading for heading, column in used if not column)
    read.lines += [_csv_line(line, columns) for line in lines]
    return read


def read_json_tables(content: bytes) -> tuple[ReadTable, ReadTable]:
    """The sites and the stores in the content of a JSON file: `{"site": […], "store": […]}`."""
    text = content.decode("utf-8-sig", errors="surrogateescape")
    sites, stores = ReadTable(), ReadTable()
    for line in read_json(io.StringIO(text, newline=""), ""):
        table = table_named(line.table_name)
        read = stores if table is STORES else sites
        read.lines.append(_json_line(line, table, read.unused))
    return sites, stores


def _problem_of_header(columns: Sequence[str], table: Table) -> str:
    """Why these cannot be the columns; empty when they can."""
    if not columns:
        return NO_LINES
    if problem := column_twice([column for column in columns if column]):
        return problem
    if lacking := [name for name in table.needed if name not in columns]:
        return (
            f"The first line has no column {', '.join(lacking)}. It names the columns of the"
            f" {table.word} table."
        )
    return ""


def _csv_line(line: CsvLine, columns: Sequence[str]) -> RegisterLine:
    if problem := line.problem or too_many_cells(line, columns):
        return RegisterLine(line.number, problem=problem)
    texts = by_column(line, columns)
    texts.pop("", None)
    return _line(line.number, {column: with_formula(cell) for column, cell in texts.items()})


def _json_line(line: Line, table: Table | None, unused: dict[str, None]) -> RegisterLine:
    if line.problem:
        return RegisterLine(line.number, problem=line.problem)
    if table is None:
        return RegisterLine(line.number, problem=OTHER_TABLE)
    if not isinstance(line.data, dict):
        return RegisterLine(line.number, problem="It is not a JSON object.")
    columns = {name: table.column_of(name) for name in line.data}
    unused |= dict.fromkeys(name for name, column in columns.items() if not column)
    cells = dict(_texts(line.data, columns))
    if lacking := [name for name in table.needed if name not in cells]:
        return RegisterLine(line.number, problem=f"It has no {', '.join(lacking)}.")
    if wrong := [column for column, text in cells.items() if text is None]:
        return RegisterLine(line.number, problem=f"{wrong[0]} is neither text nor a number.")
    return _line(line.number, {column: text or "" for column, text in cells.items()})


def _texts(data: Mapping[str, Any], columns: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """The values as a CSV file has them; None for what is no cell."""
    for name, value in data.items():
        if not columns[name]:
            continue
        match value:
            case None:
                yield columns[name], ""
            case bool():
                yield columns[name], "true" if value else "false"
            case str() | int():
                yield columns[name], str(value)
            case float() if value.is_integer():
                yield columns[name], str(int(value))
            case _:
                yield columns[name], None


def _line(number: int, texts: Mapping[str, str]) -> RegisterLine:
    if not all(is_unicode(text) for text in texts.values()):
        return RegisterLine(number, problem=NOT_UTF8)
    if any("\0" in text for text in texts.values()):
        return RegisterLine(number, problem="It has a zero character, which no text has.")
    return RegisterLine(number, {column: text.strip() for column, text in texts.items()})


def is_json(name: str) -> bool:
    """Whether the name of a file says that it is JSON."""
    return name.lower().endswith(".json")
