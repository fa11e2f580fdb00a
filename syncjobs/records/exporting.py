"""The records that are exported, table by table, parents before children."""

from collections.abc import Callable, Iterable
from typing import Final

from django.db.models import QuerySet

from syncjobs.models import Record
from syncjobs.records.tables import TABLES, RecordClass

AT_ONCE: Final = 2_000
CENTRAL_CLASSES: Final = (RecordClass.CENTRAL, RecordClass.STORE_CENTRAL, RecordClass.NAME)

RowsOf = Callable[[str], Iterable[tuple[str, str]]]


def exported_tables(*, central_only: bool) -> list[str]:
    """The tables that have anything to export, in their order."""
    wanted = (
        table.name
        for table in TABLES.values()
        if not central_only or table.record_class in CENTRAL_CLASSES
    )
    living = Record.objects.filter(is_deleted=False)
    return [name for name in wanted if living.filter(table_name=name).exists()]


def rows_of_tables(*, central_only: bool) -> RowsOf:
    """Gives ids and content of the living records of a table, in the order in which they came.

    Of central data alone, patients and their joins to stores are left out.
    """

    def rows_of(table_name: str) -> Iterable[tuple[str, str]]:
        records = Record.objects.filter(table_name=table_name, is_deleted=False).order_by("pk")
        if central_only:
            records = _without_patients(records)
        return records.values_list("record_id", "data").iterator(chunk_size=AT_ONCE)

    return rows_of


def _without_patients(records: QuerySet[Record]) -> QuerySet[Record]:
    patients = Record.objects.filter(table_name="name", person_id__isnull=False).order_by()
    central = records.filter(person_id__isnull=True)
    return central.exclude(joined_id__isnull=False, joined_id__in=patients.values("record_id"))
