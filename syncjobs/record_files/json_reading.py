"""The lines of JSON files and of files with a JSON object a line."""

from collections.abc import Iterator
from typing import Any, Final, TextIO

from syncjobs.record_files.json_stream import JsonProblemError, JsonStream, parsed, reason_of
from syncjobs.record_files.line import NOT_UTF8, Line, is_unicode

WITHOUT_TABLE: Final = "It does not say of which table it is. Name the table with --table."


def read_json(file: TextIO, table_name: str) -> Iterator[Line]:
    """The records of `{"table": [record, …], …}`, or of a list when a table is named.

    What follows an error of the JSON itself cannot be read.
    """
    stream = JsonStream(file)
    try:
        yield from _document(stream, table_name)
    except JsonProblemError as error:
        yield Line(error.line, problem=str(error))


def read_json_lines(file: TextIO, table_name: str) -> Iterator[Line]:
    """One object a line: a record of the named table, or `{"tableName": …, "recordData": {…}}`.

    Such an object may also have a `recordId`, and an `action`, which may be a delete. Empty lines
    are skipped.
    """
    for number, text in enumerate(file, start=1):
        if text.strip():
            yield _line(number, text, table_name)


def _document(stream: JsonStream, table_name: str) -> Iterator[Line]:
    if stream.peek() == "[":
        yield from _records(stream, table_name)
    else:
        yield from _tables(stream, table_name)
    if stream.peek():
        raise JsonProblemError(stream.line, "Something follows the end of the JSON.")


def _tables(stream: JsonStream, table_name: str) -> Iterator[Line]:
    if stream.peek() and table_name:
        sentence = "The file names its tables itself. Leave out --table."
        raise JsonProblemError(stream.line, sentence)
    stream.need("{", "at the beginning")
    if stream.take("}"):
        return
    while True:
        if stream.peek() != '"':
            raise JsonProblemError(stream.line, "The name of a table is missing.")
        name = stream.value()
        stream.need(":", "after the name of a table")
        if stream.peek() != "[":
            number = stream.line
            stream.value()
            yield Line(number, problem=f"What “{name[:64]}” has is not a list of records.")
        else:
            yield from _records(stream, name)
        if not stream.take(","):
            break
    stream.need("}", "after the last table")


def _records(stream: JsonStream, table_name: str) -> Iterator[Line]:
    stream.need("[", "before the records")
    if stream.take("]"):
        return
    while True:
        stream.peek()
        number = stream.line
        yield _bare(number, table_name, stream.value())
        if not stream.take(","):
            break
    stream.need("]", "after a record")


def _line(number: int, text: str, table_name: str) -> Line:
    if not is_unicode(text):
        return Line(number, problem=NOT_UTF8)
    try:
        value = parsed(text)
    except RecursionError:
        return Line(number, problem="It is nested too deeply.")
    except ValueError as error:
        return Line(number, problem=f"It is not JSON: {reason_of(error)}.")
    if isinstance(value, dict) and "tableName" in value and value.keys() & {"recordData", "action"}:
        return _wrapped(number, value, table_name)
    return _bare(number, table_name, value)


def _bare(number: int, table_name: str, value: Any) -> Line:
    if not table_name:
        return Line(number, problem=WITHOUT_TABLE)
    return Line(number, table_name, data=value)


def _wrapped(number: int, value: dict[str, Any], table_name: str) -> Line:
    name, action = value["tableName"], value.get("action", "update")
    if table_name and name != table_name:
        return Line(number, problem=f"It is not of the table {table_name}, which --table names.")
    if not isinstance(action, str) or action.lower() not in {"insert", "update", "delete"}:
        return Line(number, problem="Its action is none of insert, update and delete.")
    is_delete = action.lower() == "delete"
    data = None if is_delete else value.get("recordData")
    return Line(number, name, value.get("recordId"), data, is_delete)
