import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from syncjobs.models import Record
from tests.portal.management import manage
from tests.syncjobs.exchange.wire import a_remote, stored

UNITS = [{"ID": "u-1", "units": "Tablet"}, {"ID": "u-2", "units": "Bottle"}]


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Writes a file of that name and returns where it is."""

    def write(name: str, content: Any) -> str:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def imported(*arguments: str) -> list[str]:
    """The lines that the command prints."""
    output = io.StringIO()
    call_command("import_records", *arguments, stdout=output)
    return output.getvalue().splitlines()


def refused(*arguments: str) -> str:
    """With what words the command refuses."""
    with pytest.raises(CommandError) as refusal:
        imported(*arguments)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def count() -> int:
    return Record.objects.filter(table_name="unit", is_deleted=False).count()


def test_it_imports_and_prints_a_table(db: None, written: Any) -> None:
    data = {"unit": UNITS, "list_master": [{"ID": "m-1"}]}
    assert imported(written("data.json", data)) == [
        "              inserted    changed  unchanged    deleted",
        "unit                 2          0          0          0",
        "list_master          1          0          0          0",
    ]
    changed = {"unit": [UNITS[0], {"ID": "u-2", "units": "Box"}]}
    assert imported(written("data.json", changed))[1] == (
        "unit          0          1          1          0"
    )


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("a.json", UNITS, ["--table", "unit"]),
        ("a.jsonl", "\n".join(map(json.dumps, UNITS)), ["--table", "unit"]),
        ("a.ndjson", '{"tableName":"unit","recordData":{"ID":"1"}}\n\n', []),
        ("a.csv", "ID,units\nu-1,Tablet\nu-2,\n", ["--table", "unit"]),
        ("a.csv", b"\xef\xbb\xbfID,units\r\nu-1,Comprim\xc3\xa9\r\n", ["--table", "unit"]),
        ("units", {"unit": UNITS}, ["--format", "json"]),
    ],
)
def test_it_takes_every_format(
    db: None, written: Any, name: str, content: Any, more: list[str]
) -> None:
    imported(written(name, content), *more)
    assert count() > 0


def test_a_dry_run_writes_nothing(db: None, written: Any) -> None:
    lines = imported(written("data.json", {"unit": UNITS}), "--dry-run")
    assert lines[1:] == [
        "unit          2          0          0          0",
        "A dry run: nothing was written.",
    ]
    assert count() == 0


def test_it_names_every_bad_line(db: None, written: Any) -> None:
    file = written("data.csv", b"ID,units,order_number\na,x,1\nb,y,many\nc,\xe9,1\n")
    assert refused(file, "--table", "unit") == (
        "Nothing was imported: 2 lines are bad.\n"
        "Line 3 (unit b): `order_number` is text; a whole number of 32 bits is needed.\n"
        "Line 4: The line is not UTF-8. Save the file in that encoding."
    )
    assert count() == 0


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_it_names_fifty_and_counts_the_rest(db: None, written: Any, more: list[str]) -> None:
    file = written("data.jsonl", '{"units": "x"}\n' * 80)
    first, *lines, last = refused(file, "--table", "unit", *more).splitlines()
    assert first == "Nothing was imported: 80 lines are bad."
    assert len(lines) == 50
    assert last == "… and 30 more."


def test_one_bad_line_is_one(db: None, written: Any) -> None:
    assert refused(written("a.json", "{}"), "--table", "unit").startswith(
        "Nothing was imported: 1 line is bad.\nLine 1: The file names its tables itself."
    )


def test_an_empty_file_has_no_records(db: None, written: Any) -> None:
    assert imported(written("a.jsonl", "")) == ["The file has no records."]


def test_it_says_which_sites_are_missing(db: None, written: Any) -> None:
    store = {"ID": "s", "name_ID": "n", "code": "S", "sync_id_remote_site": 77}
    assert imported(written("a.json", {"store": [store]}))[-1] == (
        "Stores are on no site because these sites are not registered: 77."
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.json"], "The file cannot be read: [Errno 2] No such file or directory"),
        (["file.txt"], "The name 'file.txt' does not tell the format. Say --format json, jsonl or"),
        (["-"], "The name '-' does not tell the format."),
        (["a.json", "--table", "Unit"], "The portal does not know the table 'Unit'."),
        (["a.json", "--format", "xml"], "invalid choice"),
    ],
)
def test_it_refuses(db: None, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        imported(*arguments)
    assert sentence in str(refusal.value)


def test_it_reads_the_standard_input(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n".join(map(json.dumps, UNITS)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    imported("-", "--format", "jsonl", "--table", "unit")
    assert count() == 2


def test_the_sites_get_it(db: None, written: Any) -> None:
    remote = a_remote()
    cursor = remote.pull_central()[-1]["ID"]
    imported(written("data.json", {"unit": UNITS}))
    (first, second) = remote.pull_central(cursor)
    assert (first["recordData"], second["recordId"]) == (stored("unit", "u-1"), "u-2")


def test_it_tells_a_shell(transactional_db: None, written: Any) -> None:
    good, bad = written("good.json", {"unit": UNITS}), written("bad.json", {"unit": [{}]})
    ended = manage("import_records", good)
    assert (ended.returncode, ended.stderr) == (0, "")
    ended = manage("import_records", bad)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("CommandError: Nothing was imported: 1 line is bad.\nLine 1 (un")
    assert count() == 2
