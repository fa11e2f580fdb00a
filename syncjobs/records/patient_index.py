"""Keeping the tables of the search for patients as the records are."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from syncjobs.models import Patient, PatientPolicy
from syncjobs.records.conversions import date_of_datetime, is_date
from syncjobs.records.json_text import load_object
from syncjobs.records.patient_keys import key_of
from syncjobs.records.record_state import RecordState

PATIENTS: Final = "name"
POLICIES: Final = "nameInsuranceJoin"
NUMBERS: Final = ("policyNumberFull", "policyNumberFamily", "policyNumberPerson")
CHUNK: Final = 500
_COLUMNS: Final = (
    *("name_id", "last_key", "first_key", "code_key", "barcode_key"),
    "date_of_birth",
)


def index_patients(written: Iterable[RecordState]) -> None:
    """Has these records, which were just written, found as they are now; others are left alone.

    It is called where records are written, in the same transaction, once their ids are known.
    """
    names: list[RecordState] = []
    policies: list[RecordState] = []
    for record in written:
        if record.table.name == PATIENTS:
            names.append(record)
        elif record.table.name == POLICIES:
            policies.append(record)
    if names:
        _index_names(names)
    if policies:
        _index_policies(policies)


def columns_of_patient(data: dict[str, Any]) -> dict[str, Any]:
    """What a patient with this content is found by."""
    return {
        "last_key": key_of(data.get("last")),
        "first_key": key_of(data.get("first")),
        "code_key": key_of(data.get("code")),
        "barcode_key": key_of(data.get("barcode")),
        "date_of_birth": day_in(data.get("date_of_birth")),
    }


def numbers_of_policy(data: dict[str, Any]) -> list[str]:
    """What the holder of a policy with this content is found by: each of its numbers."""
    keys = dict.fromkeys(key_of(data.get(number)) for number in NUMBERS)
    return [key for key in keys if key]


def day_in(value: object) -> date | None:
    """The day that a member means, with or without a time; None for no day of the calendar."""
    if not isinstance(value, str):
        return None
    text = date_of_datetime(value) or value
    return date.fromisoformat(text) if is_date(text) else None


def _index_names(names: list[RecordState]) -> None:
    living = [each for each in names if each.routing.person_id and not each.is_deleted]
    gone = [each.pk for each in names if not each.routing.person_id or each.is_deleted]
    for start in range(0, len(gone), CHUNK):
        Patient.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    Patient.objects.bulk_create(
        [_row_of(each) for each in living],
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=_COLUMNS,
    )


def _row_of(record: RecordState) -> Patient:
    columns = columns_of_patient(load_object(record.data))
    return Patient(record_id=record.pk, name_id=record.key[1], **columns)


def _index_policies(policies: list[RecordState]) -> None:
    for start in range(0, len(policies), CHUNK):
        part = policies[start : start + CHUNK]
        PatientPolicy.objects.filter(record__in=[each.pk for each in part]).delete()
        living = [each for each in part if each.routing.person_id and not each.is_deleted]
        PatientPolicy.objects.bulk_create(
            PatientPolicy(
                record_id=each.pk, patient_id=each.routing.person_id or "", number_key=key
            )
            for each in living
            for key in numbers_of_policy(load_object(each.data))
        )
