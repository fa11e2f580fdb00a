"""Lists of values arrive at PostgreSQL as they were."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from psycopg.adapt import PyFormat
from psycopg.types.array import ListBinaryDumper

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no arrays"),
]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", ['{"a": "\\"b\\\\"}', "", "NULL", None, "é€😀", "{1,2}"]),
        ("varchar", ["x" * 100_000, None]),
        ("int", [1, -1, None]),
        ("bigint", [1, 2**62]),
        ("smallint", [0, 32_767]),
        ("boolean", [True, None, False]),
        ("timestamptz", [datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), None]),
        ("text", []),
        ("text", [None]),
    ],
)
def test_they_arrive_as_they_were(kind: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [values])
        assert cursor.fetchone() == (values,)
        adapters: Any = cursor.connection.adapters
        assert adapters.get_dumper(list, PyFormat.AUTO) is ListBinaryDumper
