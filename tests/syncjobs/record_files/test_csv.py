"""Records read from and written as CSV."""

import csv
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.record_files.cells import KINDS_OF_TEXT, cell_of_value, value_of_cell
from syncjobs.record_files.line import Format, Line
from syncjobs.record_files.reading import read_lines
from syncjobs.record_files.writing import write_csv
from syncjobs.records.completion import complete
from syncjobs.records.fields import TABLES
from syncjobs.records.json_text import dump
from tests.syncjobs.record_files.test_json_reading import JSON
from tests.syncjobs.records.samples import sample

pytestmark = pytest.mark.any_database

UNIT, ITEM = TABLES["unit"], TABLES["item"]


def lines_of(text: str, table_name: str = "item") -> list[Line]:
    return list(read_lines(StringIO(text, newline=""), Format.CSV, table_name))


def data_of(text: str, table_name: str = "item") -> Any:
    """The content of the one record in this text."""
    (line,) = lines_of(text, table_name)
    assert not line.problem
    return line.data


def written(table_name: str, *records: dict[str, Any]) -> str:
    rows = [(record["ID"], dump(record)) for record in records]
    return "".join(write_csv([table_name], lambda _: rows))


def test_it_types_cells_by_the_reference() -> None:
    text = (
        "ID,item_name,code,default_pack_size,is_vaccine,doses,volume_per_pack,strength\n"
        "i-1,Amoxicillin,007,1.5,TRUE,3,2,\n"
    )
    assert data_of(text) == {
        "ID": "i-1",
        "item_name": "Amoxicillin",
        "code": "007",
        "default_pack_size": 1.5,
        "is_vaccine": True,
        "doses": 3,
        "volume_per_pack": 2,
    }
    assert type(data_of(text)["volume_per_pack"]) is int


def test_it_reads_json_in_cells_of_objects() -> None:
    settings = '"{""storeTags"": {}, ""elmisCode"": null}"'
    data = data_of(f"ID,isProgram,programSettings\nm-1,true,{settings}\n", "list_master")
    assert data["programSettings"] == {"storeTags": {}, "elmisCode": None}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("abc", "abc"), ("5", 5), ("1.0", 1.0), ("True", True), ("null", None), ('"5"', "5"),
     ("05", "05"), ("[1]", [1]), ("{", "{"), (" ", " "), ("NaN", "NaN"), ("[" * 9999, "[" * 9999)],
)  # fmt: skip
def test_a_cell_of_an_unknown_member_is_json_if_it_can_be(cell: str, value: Any) -> None:
    assert value_of_cell(cell, None) == value
    assert type(value_of_cell(cell, None)) is type(value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5", "5"), ("true", "true"), ("[1]", "[1]"), ("null", None), ('""', ""), ('"a', '"a'),
     ('"null"', "null"), ('"', '"'), ('"a" "b"', '"a" "b"')],
)  # fmt: skip
def test_a_cell_of_text_is_that_text(cell: str, value: Any) -> None:
    assert value_of_cell(cell, UNIT["units"]) == value


def test_a_cell_that_cannot_be_what_is_needed_stays_text() -> None:
    assert value_of_cell("1,5", ITEM["default_pack_size"]) == "1,5"
    assert value_of_cell("yes", ITEM["is_vaccine"]) == "yes"


def test_it_names_the_line_on_which_a_row_begins() -> None:
    text = 'ID,item_name\r\ni-1,"two\r\nlines"\r\n\r\n,\r\ni-2,x\r\ni-3\r\n'
    assert lines_of(text) == [
        Line(2, "item", data={"ID": "i-1", "item_name": "two\r\nlines"}),
        Line(6, "item", data={"ID": "i-2", "item_name": "x"}),
        Line(7, "item", data={"ID": "i-3"}),
    ]


@pytest.mark.parametrize(
    ("text", "number", "sentence"),
    [
        ("", 1, "The header has no column ID. The first line names the members, with commas"),
        ("code;name\na;b", 1, "The header has no column ID."),
        ("ID,code,code\na,b,c", 1, "The header has the column “code” twice."),
        ("ID,\udce9\na,b", 1, "The line is not UTF-8."),
        ("ID,code\na,b\nc,d,e", 3, "It has 3 cells; the header has 2 columns."),
        ("ID,code\na,\udce9", 2, "The line is not UTF-8."),
        ('ID,code\na,b\nc,"d"e\nf,g', 3, "It is not CSV: ',' expected after '\"'."),
        ('ID,code\na,"b\n\n', 2, "It is not CSV: unexpected end of data."),
    ],
)
def test_it_says_what_is_wrong(text: str, number: int, sentence: str) -> None:
    line = lines_of(text)[-1]
    assert line.number == number
    assert line.problem.startswith(sentence)


def test_it_needs_the_table() -> None:
    (line,) = lines_of("ID\na", "")
    assert line.problem.startswith("A CSV file does not say of which table it is.")


def test_it_reads_large_cells() -> None:
    text = "x" * 1_000_000
    assert data_of(f"ID,item_name\ni-1,{text}")["item_name"] == text


def test_preferences_need_no_id() -> None:
    assert data_of("store_ID,data\ns-1,{}", "pref") == {"store_ID": "s-1", "data": {}}


def test_it_writes_what_a_person_can_read() -> None:
    first = complete("unit", {"ID": "u-1", "units": "Tablet", "order_number": 3})
    second = complete("unit", {"ID": "u-2", "comment": None, "extra": "5", "more": {"a": 1}})
    assert written("unit", first, second).splitlines() == [
        "ID,units,order_number,comment,extra,more",
        "u-1,Tablet,3,,,",
        'u-2,,0,null,"""5""","{""a"":1}"',
    ]


def test_it_writes_nothing_for_no_records() -> None:
    assert written("unit") == ""


@pytest.mark.parametrize("table_name", TABLES)
def test_it_reads_back_every_member_of_every_table(table_name: str) -> None:
    record = sample(table_name, "x-1")
    assert data_of(written(table_name, record), table_name) == record


VALUES = st.one_of(JSON, st.sampled_from(["null", "true", "TRUE", '""', '"a"', "5", "", " ", "\r"]))


@given(VALUES)
def test_a_cell_reads_back_as_it_was_written(value: Any) -> None:
    cell = cell_of_value(value, None)
    assert cell
    assert dump(value_of_cell(cell, None)) == dump(value)


@given(st.none() | st.text() | st.sampled_from(["null", '"a"', '""', '"']))
def test_a_cell_of_text_reads_back_as_it_was_written(value: str | None) -> None:
    cell = cell_of_value(value, UNIT["units"])
    assert cell
    assert value_of_cell(cell, UNIT["units"]) == value


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), min_size=1, max_size=4))
def test_any_record_reads_back_as_it_was_written(members: list[dict[str, Any]]) -> None:
    fields = UNIT.values()
    texts = {field.name for field in fields if field.kind in KINDS_OF_TEXT}
    records = [
        complete("unit", {"ID": f"u-{number}"})
        | {name: value for name, value in each.items() if name not in texts}
        for number, each in enumerate(members)
    ]
    read = lines_of(written("unit", *records), "unit")
    assert [dump_sorted(complete("unit", line.data)) for line in read] == [
        dump_sorted(record) for record in records
    ]


def dump_sorted(record: dict[str, Any]) -> str:
    return dump(dict(sorted(record.items())))


def test_it_writes_what_other_programs_read() -> None:
    text = written("unit", {"ID": "u-1", "units": 'say "yes",\nplease'})
    assert list(csv.reader(StringIO(text, newline="")))[1] == ["u-1", 'say "yes",\nplease']
