"""Writing records as a file that `syncjobs.record_files.reading` reads."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from syncjobs.record_files.cells import cell_of_value
from syncjobs.record_files.line import Format
from syncjobs.records.central_edits import record_id_of
from syncjobs.records.completion import complete
from syncjobs.records.fields import fields_of
from syncjobs.records.json_text import dump, load_object

# The id of a record and its content as JSON text.
Row = tuple[str, str]
# Gives the rows of a table from their beginning, each time it is called.
RowsOf = Callable[[str], Iterable[Row]]


def write_json(tables: Iterable[str], rows_of: RowsOf) -> Iterator[str]:
    """One object with a list of records for each table that has any, a record a line."""
    before_table = "{\n"
    for table_name in tables:
        before = f"{before_table}{dump(table_name)}: [\n"
        for row in rows_of(table_name):
            yield f"{before}{_with_id(table_name, row)}"
            before, before_table = ",\n", "\n],\n"
    yield "{}\n" if before_table == "{\n" else "\n]\n}\n"


def write_json_lines(tables: Iterable[str], rows_of: RowsOf) -> Iterator[str]:
    """An object a line: `{"tableName": …, "recordId": …, "recordData": {…}}`."""
    for table_name in tables:
        for record_id, data in rows_of(table_name):
            yield (
                f'{{"tableName":{dump(table_name)},"recordId":{dump(record_id)},'
                f'"recordData":{data}}}\n'
            )


def write_csv(tables: Iterable[str], rows_of: RowsOf) -> Iterator[str]:
    """The records of one table, with a column for each member that any of them has.

    A cell is empty when the record has no such member, or an empty text where reading the record
    back makes one by itself.
    """
    (table_name,) = tables
    columns: dict[str, None] = {}
    for row in rows_of(table_name):
        columns |= dict.fromkeys(_object(table_name, row))
    if not columns:
        return
    fields = fields_of(table_name) or {}
    empty = {name for name, value in complete(table_name, {}).items() if value == ""}
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows_of(table_name):
        data = _object(table_name, row)
        writer.writerow(
            ""
            if name not in data or (data[name] == "" and name in empty)
            else cell_of_value(data[name], fields.get(name))
            for name in columns
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


WRITERS: Final[dict[Format, Callable[[Iterable[str], RowsOf], Iterator[str]]]] = {
    Format.JSON: write_json,
    Format.JSON_LINES: write_json_lines,
    Format.CSV: write_csv,
}


def _with_id(table_name: str, row: Row) -> str:
    """The content of the record, which must say its id in a file that does not say it otherwise."""
    record_id, data = row
    if record_id_of(table_name, load_object(data)) == record_id:
        return data
    return dump(_object(table_name, row))


def _object(table_name: str, row: Row) -> dict[str, Any]:
    record_id, text = row
    data: dict[str, Any] = json.loads(text)
    return data if record_id_of(table_name, data) == record_id else data | {"ID": record_id}
