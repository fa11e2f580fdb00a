"""Reading a file of records, whatever its format."""

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Final, TextIO

from syncjobs.record_files.csv_reading import read_csv
from syncjobs.record_files.json_reading import read_json, read_json_lines
from syncjobs.record_files.line import Format, Line

ENDINGS: Final = {
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.CSV,
}
READERS: Final[dict[Format, Callable[[TextIO, str], Iterator[Line]]]] = {
    Format.JSON: read_json,
    Format.JSON_LINES: read_json_lines,
    Format.CSV: read_csv,
}


def format_of(name: str) -> Format | None:
    """The format that the name of a file tells; None when it tells none."""
    return ENDINGS.get(PurePath(name).suffix.lower())


def read_lines(file: TextIO, form: Format, table_name: str = "") -> Iterator[Line]:
    """The lines of a file in this format, `table_name` being what its records are if it is named.

    `file` must be open as UTF-8 with `surrogateescape`, so that a line that is something else can
    be told by its number, and with an empty `newline`.
    """
    return READERS[form](file, table_name)
