"""Reading and writing many rows of records at once.

Integration spends its time here, so that no model is made of a row, and on PostgreSQL rows are
written with a statement that is text, which gets a list for each column: Django would look at every
value of every row several times. SQLite has no such lists; there Django writes the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from syncjobs.models import Record
from syncjobs.records.change import Key
from syncjobs.records.one_of import OneOf
from syncjobs.records.record_state import RecordState
from syncjobs.records.routing import Routing

# So many rows are one statement: records can be large.
ROWS_AT_ONCE: Final = 500

_KEY: Final = ("table_name", "record_id")
_STATE: Final = ("data", "is_deleted", "author_site_id", "central_cursor")
# What a state knows; only when a row is written, it says when.
_COLUMNS: Final = (*_KEY, *_STATE, *Routing._fields)
# For a record that is there already, only these columns are written; its id stays.
_CHANGING: Final = (*_STATE, *Routing._fields, "changed_at")
_WRITE: Final = """
    INSERT INTO syncjobs_record (
        table_name, record_id, data, is_deleted, author_site_id, central_cursor, owner_store_id,
        partner_name_id, partner_store_id, parent_id, person_id, joined_id, is_active, changed_at
    )
    SELECT *, %s::timestamptz FROM unnest(
        %s::text[], %s::text[], %s::text[], %s::boolean[], %s::integer[], %s::integer[], %s::text[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[]
    )
    ON CONFLICT (table_name, record_id) DO UPDATE SET
        data = EXCLUDED.data,
        is_deleted = EXCLUDED.is_deleted,
        author_site_id = EXCLUDED.author_site_id,
        central_cursor = EXCLUDED.central_cursor,
        owner_store_id = EXCLUDED.owner_store_id,
        partner_name_id = EXCLUDED.partner_name_id,
        partner_store_id = EXCLUDED.partner_store_id,
        parent_id = EXCLUDED.parent_id,
        person_id = EXCLUDED.person_id,
        joined_id = EXCLUDED.joined_id,
        is_active = EXCLUDED.is_active,
        changed_at = EXCLUDED.changed_at
    RETURNING id
"""


def read_records(keys: Iterable[Key]) -> Iterator[RecordState]:
    """Those of these records that are there, deleted ones too. One query."""
    return read_states(Record.objects.filter(_with_keys(keys)).order_by())


def read_states(records: QuerySet[Record]) -> Iterator[RecordState]:
    """These records, in the order of the query."""
    rows = records.values_list("pk", *_COLUMNS)
    for pk, table_name, record_id, data, is_deleted, author, cursor, *place in rows:
        key = (table_name, record_id)
        yield RecordState(key, pk, data, is_deleted, Routing(*place), author, cursor)


def read_routings(records: QuerySet[Record]) -> Iterator[tuple[int, Key, Routing]]:
    """Id, key and routing of those of these records that are not deleted."""
    rows = records.filter(is_deleted=False).order_by().values_list("pk", *_KEY, *Routing._fields)
    for pk, table_name, record_id, *place in rows:
        yield pk, (table_name, record_id), Routing(*place)


def write_records(states: Sequence[RecordState]) -> None:
    """Writes these records, each over the row with its key; new ones learn the ids of theirs."""
    write = _write_as_text if connection.vendor == "postgresql" else _write_with_django
    for start in range(0, len(states), ROWS_AT_ONCE):
        part = states[start : start + ROWS_AT_ONCE]
        for state, pk in zip(part, write([_row(state) for state in part]), strict=True):
            state.pk = pk


def _row(state: RecordState) -> tuple[Any, ...]:
    return (
        *state.key,
        state.data,
        state.is_deleted,
        state.author_site_id,
        state.central_cursor,
        *state.routing,
    )


def _write_as_text(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Writes the rows; returns their ids in the same order, which is that of the lists."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, (timezone.now(), *columns))
        return [pk for (pk,) in cursor]


def _write_with_django(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    now = timezone.now()
    records = [Record(**dict(zip(_COLUMNS, row, strict=True)), changed_at=now) for row in rows]
    Record.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=_CHANGING,
    )
    return [record.pk for record in records]


def _with_keys(keys: Iterable[Key]) -> Q:
    """The condition that a record has one of these keys."""
    ids_of_table: dict[str, list[str]] = {}
    for table_name, record_id in sorted(keys):
        ids_of_table.setdefault(table_name, []).append(record_id)
    condition = Q(pk__in=[])
    for table_name, ids in ids_of_table.items():
        condition |= Q(OneOf(F("record_id"), ids), table_name=table_name)
    return condition
