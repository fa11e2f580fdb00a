"""An export that is imported where there is nothing gives the same records."""

import json
from io import StringIO
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.models import Store
from syncjobs.models import Record
from syncjobs.record_files.line import Format
from syncjobs.record_files.reading import read_lines
from syncjobs.record_files.writing import WRITERS
from syncjobs.records.exporting import exported_tables, rows_of_tables
from syncjobs.records.import_report import ImportReport
from syncjobs.records.importing import import_records
from syncjobs.records.json_text import dump
from tests.syncjobs.exchange.wire import a_remote, stored
from tests.syncjobs.record_files.test_json_reading import JSON
from tests.syncjobs.records.imports import imported
from tests.syncjobs.records.samples import sample, sample_world

pytestmark = pytest.mark.django_db


def exported(form: Format) -> str:
    """All records as a file."""
    tables = exported_tables(central_only=False)
    return "".join(WRITERS[form](tables, rows_of_tables(central_only=False)))


def in_an_empty_portal(text: str, form: Format, table_name: str = "") -> ImportReport:
    """The report of an import of this file where there is nothing."""
    Record.objects.all().delete()
    Store.objects.all().delete()
    return import_records(read_lines(StringIO(text, newline=""), form, table_name))


def contents() -> dict[tuple[str, str], Any]:
    records = Record.objects.filter(is_deleted=False).values_list("table_name", "record_id", "data")
    return {(table, record_id): json.loads(data) for table, record_id, data in records}


def stores() -> list[Any]:
    return list(Store.objects.order_by("pk").values("pk", "code", "name", "name_id", "mode"))


@pytest.mark.parametrize("form", [Format.JSON, Format.JSON_LINES])
def test_an_export_comes_back_in_an_empty_portal(form: Format) -> None:
    one, two = a_remote("One"), a_remote("Two")
    imported(sample_world(one.store, two.store, one.site.pk))
    imported({"pref": [{"store_ID": two.store.pk, "data": {}}]})
    before, registered, text = contents(), stores(), exported(form)
    assert in_an_empty_portal(text, form).bad_lines == []
    assert contents() == before
    assert stores() == registered
    assert exported(form) == text


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=5))
@pytest.mark.parametrize("form", list(Format))
def test_any_unknown_members_come_back(form: Format, members: list[dict[str, Any]]) -> None:
    records = [
        {**each, "ID": f"u-{number}", "units": "x", "comment": "", "order_number": number}
        for number, each in enumerate(members)
    ]
    with transaction.atomic():
        Record.objects.all().delete()
        report = imported({"unit": records})
        before = contents()
        tables = exported_tables(central_only=False)
        if not report.bad_count and tables:
            text = "".join(WRITERS[form](tables, rows_of_tables(central_only=False)))
            again = in_an_empty_portal(text, form, "unit" if form is Format.CSV else "")
            assert again.bad_lines == []
            assert contents() == before
            assert len(before) == len(records)
        transaction.set_rollback(True)


def test_a_stored_record_without_its_id_comes_back_with_it() -> None:
    data = sample("Location", "l-1", store_ID="st-1")
    imported({"Location": [data]})
    without = {name: value for name, value in data.items() if name != "ID"}
    Record.objects.filter(record_id="l-1").update(data=dump(without))
    for form in (Format.JSON, Format.JSON_LINES):
        assert in_an_empty_portal(exported(form), form).bad_lines == []
        assert stored("Location", "l-1") == data
