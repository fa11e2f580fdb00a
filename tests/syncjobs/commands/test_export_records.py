import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sites.models import Store
from syncjobs.models import Record
from syncjobs.records.completion import complete
from syncjobs.records.tables import TABLES
from tests.portal.management import manage
from tests.syncjobs.exchange.wire import a_remote
from tests.syncjobs.records.imports import imported
from tests.syncjobs.records.samples import sample_world

UNIT = {"ID": "u-1", "units": "Comprimé", "comment": "a, b", "order_number": 1}


def exported(*arguments: str) -> str:
    """What the command writes to the standard output."""
    output = io.StringIO()
    call_command("export_records", *arguments, stdout=output)
    return output.getvalue()


def a_world() -> None:
    """Two stores, and records of every table for one of them."""
    one, two = a_remote("One"), a_remote("Two")
    imported(sample_world(one.store, two.store, one.site.pk))


def empty() -> None:
    """Makes the portal one without any records."""
    Record.objects.all().delete()
    Store.objects.all().delete()


def contents() -> set[tuple[str, str, str]]:
    living = Record.objects.filter(is_deleted=False)
    return set(living.values_list("table_name", "record_id", "data"))


def test_it_writes_json_with_a_record_a_line(db: None) -> None:
    empty()
    assert exported() == "{}\n"
    imported({"unit": [UNIT, complete("unit", {"ID": "u-2"})], "warning": [{"ID": "w-1"}]})
    text = exported()
    assert json.loads(text)["unit"][0] == UNIT
    assert text.splitlines()[:3] == [
        "{",
        '"unit": [',
        '{"ID":"u-1","units":"Comprimé","comment":"a, b","order_number":1},',
    ]


def test_it_writes_json_lines(db: None) -> None:
    imported({"unit": [UNIT]})
    (line,) = exported("--format", "jsonl", "--table", "unit").splitlines()
    assert json.loads(line) == {"tableName": "unit", "recordId": "u-1", "recordData": UNIT}


def test_it_writes_csv(db: None) -> None:
    imported({"unit": [UNIT]})
    assert exported("--format", "csv", "--table", "unit") == (
        'ID,units,comment,order_number\r\nu-1,Comprimé,"a, b",1\r\n'
    )


def test_it_writes_the_tables_that_are_named_and_no_deleted_records(db: None) -> None:
    imported({"unit": [UNIT], "warning": [{"ID": "w-1"}], "abbreviation": [{"ID": "a-1"}]})
    Record.objects.filter(record_id="a-1").update(is_deleted=True, data="")
    assert list(json.loads(exported("--table", "warning", "--table", "unit"))) == [
        "unit",
        "warning",
    ]
    assert exported("--table", "abbreviation") == "{}\n"
    with pytest.raises(CommandError, match="no records of abbreviation"):
        exported("--table", "abbreviation", "--format", "csv")


def test_it_says_what_it_wrote(db: None, tmp_path: Path) -> None:
    imported({"unit": [UNIT]})
    file = str(tmp_path / "unit.json")
    assert exported(file, "--table", "unit") == f"1 table was written to {file}.\n"


def test_of_central_data_alone_stores_and_patients_are_left_out(db: None) -> None:
    a_world()
    join = {"ID": "join-2", "store_ID": Store.objects.all()[0].pk, "name_ID": "name-1"}
    imported({"name_store_join": [join]})
    tables = json.loads(exported("--central-only"))
    everything = json.loads(exported())
    left_out = everything.keys() - tables.keys()
    assert {"transact", "trans_line", "clinician", "om_document", "barcode"} <= left_out
    assert {"item", "store", "pref", "item_store_join", "om_user_permission"} <= tables.keys()
    assert [each["ID"] for each in tables["name_store_join"]] == ["join-2"]
    assert "name-1" in {each["ID"] for each in tables["name"]}
    assert "patient-1" not in {each["ID"] for each in tables["name"]}


@pytest.mark.parametrize("name", ["all.json", "all.jsonl"])
def test_what_it_writes_can_be_imported(db: None, tmp_path: Path, name: str) -> None:
    a_world()
    before, file = contents(), str(tmp_path / name)
    assert exported(file) == f"{len(TABLES)} tables were written to {file}.\n"
    empty()
    call_command("import_records", file, stdout=io.StringIO())
    assert contents() == before


@pytest.mark.any_database
def test_csv_of_every_table_can_be_imported(db: None, tmp_path: Path) -> None:
    a_world()
    before, tables = contents(), set(json.loads(exported()))
    for table in tables:
        exported(str(tmp_path / f"{table}.csv"), "--table", table)
    empty()
    for table in sorted(tables):
        file = str(tmp_path / f"{table}.csv")
        call_command("import_records", file, "--table", table, stdout=io.StringIO())
    after = {
        (table, record, json.dumps(json.loads(data), sort_keys=True))
        for table, record, data in contents()
    }
    assert after == {
        (table, record, json.dumps(json.loads(data), sort_keys=True))
        for table, record, data in before
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "csv"], "A CSV file holds one table. Name it with --table."),
        (["x.csv", "--table", "unit", "--table", "item"], "A CSV file holds one table."),
        (["--format", "csv", "--table", "unit"], "There are no records of unit to export."),
        (["no/where.json"], "The file cannot be written: [Errno 2]"),
        (["--table", "Unit"], "invalid choice"),
    ],
)
def test_it_refuses(db: None, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        exported(*arguments)
    assert sentence in str(refusal.value)


def test_it_runs_from_a_shell(transactional_db: None) -> None:
    imported({"unit": [UNIT]})
    ended = manage("export_records", "--format", "jsonl", "--table", "unit")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["recordData"] == UNIT
