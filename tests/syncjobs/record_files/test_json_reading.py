"""Records read from JSON and from JSON lines, piece by piece."""

import json
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.record_files import json_stream
from syncjobs.record_files.line import Format, Line
from syncjobs.record_files.reading import format_of, read_lines

pytestmark = pytest.mark.any_database

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


TABLES = st.dictionaries(st.text(min_size=1), st.lists(JSON, max_size=5), max_size=4)


def lines_of(text: str, table_name: str = "", form: Format = Format.JSON) -> list[Line]:
    return list(read_lines(StringIO(text, newline=""), form, table_name))


def json_line(text: str, table_name: str = "") -> Line:
    """The one line that is in this text."""
    (line,) = lines_of(text, table_name, Format.JSON_LINES)
    return line


def problem(text: str, table_name: str = "") -> tuple[int, str]:
    """The line and the sentence with which this JSON ends."""
    line = lines_of(text, table_name)[-1]
    return line.number, line.problem


def test_it_reads_tables_of_records_with_their_lines() -> None:
    text = '{\n"unit": [\n{"ID": "a"},\n{"ID":\n"b"}], "item": [], "name": [{"ID": "c"}\n]}\n'
    assert lines_of(text) == [
        Line(3, "unit", data={"ID": "a"}),
        Line(4, "unit", data={"ID": "b"}),
        Line(5, "name", data={"ID": "c"}),
    ]


def test_it_reads_a_list_of_the_table_that_is_named() -> None:
    assert lines_of('[{"ID": "a"},\r\n 5]', "unit") == [
        Line(1, "unit", data={"ID": "a"}),
        Line(2, "unit", data=5),
    ]


@pytest.mark.parametrize("text", ["{}", "[]", " \n{ }\n", '{"unit": []}'])
def test_it_reads_no_records(text: str) -> None:
    assert lines_of(text, "unit" if text == "[]" else "") == []


@pytest.mark.parametrize(
    ("text", "number", "sentence"),
    [
        ("", 1, "“{” is missing at the beginning; the end of the file follows."),
        ("5", 1, "“{” is missing at the beginning; “5” follows."),
        ('{"unit": [{}]\n} x', 2, "Something follows the end of the JSON."),
        ('{"unit": [{}]', 1, "“}” is missing after the last table; the end of the file follows."),
        ('{"unit": [{}\n', 2, "“]” is missing after a record; the end of the file follows."),
        ('{"unit": [{} {}]}', 1, "“]” is missing after a record; “{” follows."),
        ('{"unit": [\n{"ID": }]}', 2, "It is not JSON: expecting value."),
        ('{"unit": [{},]}', 1, "It is not JSON: expecting value."),
        ('{"unit" [{}]}', 1, "“:” is missing after the name of a table; “[” follows."),
        ("{unit: []}", 1, "The name of a table is missing."),
        ('{"unit": [], }', 1, "The name of a table is missing."),
        ('{"unit": [NaN]}', 1, "It is not JSON: NaN is no number of JSON."),
        ('{"unit": [' + "[" * 100_000, 1, "It is nested too deeply."),
        ('{"unit": [' + "9" * 5_000 + "]}", 1, "It is not JSON: it has a number that is too long."),
        ('{"unit": [{}, "\udce9"]}', 1, "The line is not UTF-8. Save the file in that encoding."),
    ],
)
def test_it_says_where_the_json_ends(text: str, number: int, sentence: str) -> None:
    assert problem(text) == (number, sentence)


def test_it_goes_on_after_what_is_no_list() -> None:
    assert lines_of('{"unit": {"ID": "a"}, "item": 5, "name": [{}]}') == [
        Line(1, problem="What “unit” has is not a list of records."),
        Line(1, problem="What “item” has is not a list of records."),
        Line(1, "name", data={}),
    ]


def test_it_needs_the_table_exactly_when_the_file_does_not_say_it() -> None:
    assert problem("[{}]") == (
        1,
        "It does not say of which table it is. Name the table with --table.",
    )
    assert problem("{}", "unit") == (1, "The file names its tables itself. Leave out --table.")


def test_it_gives_up_a_value_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "PIECE", 10)
    monkeypatch.setattr(json_stream, "LARGEST_VALUE", 100)
    number, sentence = problem('{"unit": [{"ID": "' + "x" * 10_000)
    assert (number, sentence) == (1, "It is not JSON: unterminated string starting at.")


@given(TABLES, st.integers(1, 30))
def test_it_reads_any_json_in_pieces_of_any_size(tables: dict[str, list[Any]], piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "PIECE", piece)
        for indent in (None, 1):
            text = json.dumps(tables, indent=indent)
            read = [(line.table_name, line.data) for line in lines_of(text)]
            assert read == [
                (name, record) for name, records in tables.items() for record in records
            ]


def test_it_reads_an_object_a_line() -> None:
    text = '{"ID": "a"}\n\n  \r\n{"ID": "b"}'
    assert lines_of(text, "unit", Format.JSON_LINES) == [
        Line(1, "unit", data={"ID": "a"}),
        Line(4, "unit", data={"ID": "b"}),
    ]


@pytest.mark.parametrize("table_name", ["", "unit"])
def test_a_line_may_name_its_table_and_id(table_name: str) -> None:
    assert json_line('{"tableName": "unit", "recordData": {"ID": "a"}}', table_name) == Line(
        1, "unit", data={"ID": "a"}
    )
    assert json_line(
        '{"tableName": "unit", "recordId": "a", "action": "Insert", "recordData": {}}', table_name
    ) == Line(1, "unit", "a", {})


def test_a_line_may_delete() -> None:
    text = '{"tableName": "unit", "recordId": "a", "action": "delete", "recordData": {"ID": "b"}}'
    assert json_line(text) == Line(1, "unit", "a", None, is_delete=True)


def test_a_record_may_have_a_member_of_that_name() -> None:
    assert json_line('{"tableName": "x"}', "unit") == Line(1, "unit", data={"tableName": "x"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "It is not JSON: expecting property name enclosed in double quotes."),
        ("{} {}", "It is not JSON: extra data."),
        ('{"a": Infinity}', "It is not JSON: Infinity is no number of JSON."),
        ("[" * 100_000, "It is nested too deeply."),
        ('"\udc80"', "The line is not UTF-8. Save the file in that encoding."),
        ('{"tableName": "item", "recordData": {}}', "It is not of the table unit, which --table"),
        ('{"tableName": "unit", "action": "merge"}', "Its action is none of insert, update and"),
        ('{"tableName": "unit", "action": 5}', "Its action is none of insert, update and delete."),
    ],
)
def test_it_says_what_is_wrong_with_a_line_and_goes_on(text: str, sentence: str) -> None:
    bad, good = lines_of(f'{text}\n{{"ID": "a"}}', "unit", Format.JSON_LINES)
    assert bad.number == 1
    assert bad.problem.startswith(sentence)
    assert good == Line(2, "unit", data={"ID": "a"})


def test_a_line_needs_its_table() -> None:
    assert json_line('{"ID": "a"}').problem.startswith("It does not say of which table it is.")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.json", Format.JSON),
        ("/x/a.b.JSONL", Format.JSON_LINES),
        ("a.ndjson", Format.JSON_LINES),
        ("a.csv", Format.CSV),
        ("a.txt", None),
        ("-", None),
        ("", None),
    ],
)
def test_the_name_of_a_file_tells_its_format(name: str, form: Format | None) -> None:
    assert format_of(name) == form
