"""Rows are written many at once and in their order, whichever the database."""

import pytest
from django.db.models import F

from sites.models import Site
from syncjobs.choices import QueuedAction
from syncjobs.models import QueuedRecord, Record
from syncjobs.records import queue_rows, record_rows
from syncjobs.records.one_of import OneOf
from syncjobs.records.queue_rows import write_queue_rows
from syncjobs.records.record_rows import read_records, read_routings, write_records
from syncjobs.records.record_state import RecordState
from syncjobs.records.routing import Routing

pytestmark = pytest.mark.django_db
PLACE = Routing("store-1", "name-2", "store-3", "parent-4", "person-5", "joined-6", is_active=False)


def state(number: int) -> RecordState:
    return RecordState(("unit", f"u-{number}"), data=f'{{"n":{number}}}')


def stored() -> dict[str, tuple[int, str]]:
    rows = Record.objects.filter(table_name="unit").values_list("record_id", "pk", "data")
    return {record_id: (pk, data) for record_id, pk, data in rows}


def test_new_records_learn_their_ids_and_known_ones_keep_them() -> None:
    known = [state(number) for number in (7, 3)]
    write_records(known)
    ids = [record.pk for record in known]
    known[0].data = "{}"
    mixed = [state(5), known[1], state(1), known[0], state(9)]
    write_records(mixed)
    assert [known[0].pk, known[1].pk] == ids
    assert {record.key[1]: (record.pk, record.data) for record in mixed} == stored()


def test_more_records_than_one_statement_takes_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_rows, "ROWS_AT_ONCE", 3)
    many = [state(number) for number in range(8)]
    write_records(many)
    assert {record.key[1]: (record.pk, record.data) for record in many} == stored()


@pytest.mark.parametrize(
    "full",
    [
        RecordState(
            ("requisition", "r-1"), 0, '{"é":"\\\\"}', routing=PLACE, author_site_id=40_000
        ),
        RecordState(("unit", "u-1"), 0, "{}", central_cursor=2**31 - 1),
        RecordState(("unit", "u-1"), 0, "", is_deleted=True),
    ],
    ids=["with all its places", "central", "deleted"],
)
def test_a_record_is_read_as_it_was_written(full: RecordState) -> None:
    write_records([full])
    assert list(read_records([full.key, ("unit", full.key[1] * 2), ("item", "u-1")])) == [full]


def test_routings_are_those_of_living_records() -> None:
    here = RecordState(("transact", "t-1"), data="{}", routing=PLACE)
    gone = RecordState(("transact", "t-2"), is_deleted=True, routing=PLACE)
    write_records([gone, here])
    transactions = Record.objects.filter(table_name="transact")
    assert list(read_routings(transactions)) == [(here.pk, here.key, PLACE)]


def test_the_ids_of_queue_rows_follow_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_rows, "ROWS_AT_ONCE", 2)
    site = Site.objects.create(name="One", name_key="one")
    records = [state(number) for number in (4, 2, 3)]
    write_records(records)
    first, second, third = (record.pk for record in records)
    rows = [
        (site.pk, third, QueuedAction.UPDATE),
        (site.pk, first, QueuedAction.DELETE),
        (site.pk, second, QueuedAction.UPDATE),
    ]
    write_queue_rows(rows)
    found = QueuedRecord.objects.order_by("pk").values_list("site_id", "record_id", "action")
    assert list(found) == rows


@pytest.mark.parametrize(("wanted", "found"), [([1, 3, 8], {1, 3}), ([], set()), ([3, 3], {3})])
def test_one_of_finds_what_in_finds(wanted: list[int], found: set[int]) -> None:
    records = [state(number) for number in range(1, 5)]
    write_records(records)
    ids = {f"u-{number}" for number in found}
    condition = OneOf(F("record_id"), [f"u-{number}" for number in wanted])
    units = Record.objects.filter(table_name="unit").values_list("record_id", flat=True)
    assert set(units.filter(condition)) == ids
    assert set(units.exclude(condition)) == {record.key[1] for record in records} - ids
