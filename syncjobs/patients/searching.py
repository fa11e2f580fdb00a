"""Finding patients, among those of all sites (protocol 8.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet

from syncjobs.models import Patient, PatientPolicy, Record
from syncjobs.patients.asking import PatientQuery
from syncjobs.patients.patterns import condition
from syncjobs.records.json_text import load_object
from syncjobs.records.patient_index import day_in

# So many patients that fit are put into order; of more, which nobody reads, the rest is left out.
MOST_ORDERED: Final = 2_000
TEXT_MEMBERS: Final = ("name", "phone", "email", "code", "last", "first")
COLUMNS: Final = {
    "first_name": "first_key",
    "last_name": "last_key",
    "code": "code_key",
    "barcode": "barcode_key",
}
# A plan that was made for another text may read the whole table; so may one that believes that
# pages are far from each other. Compiling takes longer than such a search.
PLANNING: Final = (
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
    " set_config('random_page_cost', '1.1', true),"
    " set_config('synchronize_seqscans', 'off', true),"
    " set_config('jit', 'off', true)"
)

FoundPatient = dict[str, str | None]


def find_patients(query: PatientQuery) -> list[FoundPatient]:
    """The patients that fit, by last name, first name and id, as the wire has them.

    A search that fits more than MOST_ORDERED patients finds that many of them.
    """
    if query.wants_deleted or not query.limit:
        # Of a deleted patient nothing is kept that could be shown.
        return []
    with _planned_for_this_search():
        record_pks = _ordered(_that_fit(query), query.limit, query.offset)
    rows = (
        Record.objects.filter(pk__in=record_pks).order_by().values_list("pk", "record_id", "data")
    )
    found = {pk: as_found(record_id, load_object(data)) for pk, record_id, data in rows}
    return [found[pk] for pk in record_pks if pk in found]


def as_found(record_id: str, data: dict[str, Any]) -> FoundPatient:
    """A patient with every member that a site reads, of exactly its type."""
    texts = {name: data.get(name) for name in TEXT_MEMBERS}
    born_on = day_in(data.get("date_of_birth"))
    return {
        "ID": record_id,
        **{name: value if isinstance(value, str) else "" for name, value in texts.items()},
        "date_of_birth": f"{born_on.isoformat()}T00:00:00" if born_on else None,
    }


def _that_fit(query: PatientQuery) -> QuerySet[Patient]:
    patients = Patient.objects.order_by()
    for name, text in query.texts.items():
        if name in COLUMNS:
            fits = condition(COLUMNS[name], text)
            patients = patients if fits is None else patients.filter(fits)
    if query.born_on is not None:
        patients = patients.filter(date_of_birth=query.born_on)
    of_policy = condition("number_key", query.texts.get("policy_number", ""))
    if of_policy is not None:
        holders = PatientPolicy.objects.filter(of_policy).order_by().values("patient_id")
        patients = patients.filter(name_id__in=holders)
    return patients


def _ordered(patients: QuerySet[Patient], limit: int, offset: int) -> list[int]:
    """The records of these patients, in their order: a page of the first MOST_ORDERED."""
    columns = patients.values_list("record_id", "last_key", "first_key", "name_id")
    sql, parameters = columns[:MOST_ORDERED].query.sql_with_params()
    statement = (
        f"SELECT fit.record_id FROM ({sql}) AS fit"  # noqa: S608 - no value is in the text
        " ORDER BY fit.last_key, fit.first_key, fit.name_id LIMIT %s OFFSET %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, limit, min(offset, MOST_ORDERED)])
        return [record_pk for (record_pk,) in cursor.fetchall()]


@contextmanager
def _planned_for_this_search() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLANNING)
        yield
