"""Records of all kinds, as the admin shows them."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from syncjobs.models import Record
from syncjobs.records.json_text import dump

RECORDS = "/admin/syncjobs/record/"


def page_of(record: Record) -> str:
    """The page of the record."""
    return f"{RECORDS}{record.pk}/change/"


def a_record(table_name: str, record_id: str, **values: Any) -> Record:
    """One record past the rules; `data` is what its JSON says besides the id."""
    return Record.objects.create(**_columns(table_name, record_id, **values))


def many_records(table_name: str, count: int, **values: Any) -> None:
    """`count` records of the table, `<table>-00000` and so on."""
    ids = (f"{table_name}-{number:05}" for number in range(count))
    Record.objects.bulk_create(Record(**_columns(table_name, each, **values)) for each in ids)


def record_of(table_name: str, record_id: str) -> Record:
    """The record with this key."""
    return Record.objects.get(table_name=table_name, record_id=record_id)


def queries_of(client: Client, path: str) -> list[str]:
    """The SQL that the page needs."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200, response.headers
    return [query["sql"] for query in queries]


def _columns(table_name: str, record_id: str, **values: Any) -> dict[str, Any]:
    data = values.pop("data", {})
    text = data if isinstance(data, str) else dump({"ID": record_id, **data})
    key = {"table_name": table_name, "record_id": record_id}
    return {**key, "data": text, "changed_at": timezone.now(), **values}
