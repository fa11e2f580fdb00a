"""Statements that are text name every column that their table wants a value for."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import NOT_PROVIDED

from syncjobs.models import QueuedRecord
from syncjobs.records import filling, record_rows

PACKAGES: Final = ("portal", "sites", "syncjobs")
INSERT: Final = re.compile(r"INSERT INTO ([\w{}]+)\s*\(([^)]*)\)")
MODELS: Final[dict[str, Any]] = {
    model._meta.db_table: model for model in apps.get_models(include_auto_created=True)
}
# Where the name of the table is not in the text.
TABLES: Final = {Path(filling.__file__).name: QueuedRecord._meta.db_table}


def inserts() -> list[tuple[str, str, set[str]]]:
    """The file, the table and the columns of each statement of which the table is a model's."""
    found = []
    root = Path(settings.BASE_DIR)
    for file in sorted(each for package in PACKAGES for each in (root / package).rglob("*.py")):
        for table, columns in INSERT.findall(file.read_text()):
            name = TABLES.get(file.name, table)
            if name in MODELS:
                found.append((file.name, name, {each.strip() for each in columns.split(",")}))
    return found


def test_the_statements_are_found() -> None:
    assert {"writes.py", "record_rows.py", "queue_rows.py", "filling.py"} <= {
        file for file, _, _ in inserts()
    }


@pytest.mark.parametrize(
    ("file", "table", "columns"), inserts(), ids=[" ".join(each[:2]) for each in inserts()]
)
def test_every_column_that_must_have_a_value_is_named(
    file: str, table: str, columns: set[str]
) -> None:
    fields = MODELS[table]._meta.concrete_fields
    must = {
        field.column
        for field in fields
        if not field.null and field.db_default is NOT_PROVIDED and not _counts_itself(field)
    }
    assert must <= columns, f"{file} leaves out {sorted(must - columns)}"
    assert columns <= {field.column for field in fields}


def test_a_record_that_is_there_already_gets_every_column_anew() -> None:
    (columns,) = [named for file, _, named in inserts() if file == "record_rows.py"]
    written = set(re.findall(r"(\w+) = EXCLUDED", record_rows._WRITE))
    assert written == columns - {"table_name", "record_id"}
    assert {*record_rows._COLUMNS, "changed_at"} == columns


def _counts_itself(field: Any) -> bool:
    return field.get_internal_type() in {"AutoField", "BigAutoField"}
