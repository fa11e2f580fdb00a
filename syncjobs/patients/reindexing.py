"""Writing all rows of the search for patients anew."""

from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from syncjobs.models import Record
from syncjobs.records.patient_index import PATIENTS, POLICIES, index_patients
from syncjobs.records.record_rows import read_states
from syncjobs.records.writing import lock_records

CHUNK: Final = 2_000


def reindex_patients() -> Iterator[int]:
    """Writes the rows of all patients and policies, in parts; how many so far after each.

    Others may write records between two parts.
    """
    count = 0
    for table_name in (PATIENTS, POLICIES):
        of_people = Record.objects.filter(table_name=table_name, person_id__isnull=False)
        last_pk: int | None = 0
        while last_pk is not None:
            written, last_pk = _reindex_next(of_people, last_pk)
            count += written
            yield count


@transaction.atomic
def _reindex_next(of_people: QuerySet[Record], last_pk: int) -> tuple[int, int | None]:
    """The records after `last_pk`: how many, and the last one's id, None when none is left."""
    lock_records()
    part = list(read_states(of_people.filter(pk__gt=last_pk).order_by("pk")[:CHUNK]))
    index_patients(part)
    return len(part), part[-1].pk if part else None
