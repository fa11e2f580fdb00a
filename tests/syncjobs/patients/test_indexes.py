"""The tables of the search: filled by the migration, made anew, with trigrams where possible."""

from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from syncjobs.models import Patient, PatientPolicy
from syncjobs.patients.trigrams import add_trigram_indexes
from syncjobs.records.change import Change
from tests.syncjobs.patients.people import patient, policy, write

pytestmark = pytest.mark.django_db

needs_postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite knows no trigrams of this kind"
)
INDEXES = (
    "SELECT COUNT(*) FROM pg_indexes WHERE indexname IN ('patient_trigrams', 'policy_trigrams')"
)


def rows() -> list[list[tuple[object, ...]]]:
    return [
        list(Patient.objects.order_by("pk").values_list()),
        list(
            PatientPolicy.objects.order_by("record", "number_key").values_list(
                "record", "number_key"
            )
        ),
    ]


@pytest.fixture
def patients(db: None) -> None:
    write(
        patient("p-1", "Ada", "King", code="1", date_of_birth="1990-05-01"),
        patient("p-2", "ລາວ", "Núñez"),
        patient("p-3", "Gone", "Away"),
        patient("n-1", "Shop", "Shop", type="facility"),
        policy("i-1", "p-1", policyNumberFull="A-1", policyNumberFamily="A"),
    )
    write(Change("name", "p-3", None))


def test_the_migration_fills_them_as_writing_does(patients: None) -> None:
    before = rows()
    assert [len(each) for each in before] == [2, 2]
    Patient.objects.all().delete()
    PatientPolicy.objects.all().delete()
    migration = import_module("syncjobs.migrations.0009_patients")
    migration.fill(apps, None)
    assert rows() == before


def test_the_migration_fills_them_in_parts(patients: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()
    Patient.objects.all().delete()
    PatientPolicy.objects.all().delete()
    migration = import_module("syncjobs.migrations.0009_patients")
    monkeypatch.setattr(migration, "CHUNK", 1)
    migration.fill(apps, None)
    assert rows() == before


def test_they_can_be_made_anew(patients: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncjobs.patients.reindexing.CHUNK", 1)
    before = rows()
    Patient.objects.filter(name_id="p-1").update(last_key=" wrong")
    Patient.objects.filter(name_id="p-2").delete()
    PatientPolicy.objects.update(number_key=" wrong")
    output = StringIO()
    call_command("index_patients", stdout=output)
    assert rows() == before
    assert "can be found" in output.getvalue()


def test_sqlite_has_no_trigrams() -> None:
    if connection.vendor == "sqlite":
        assert add_trigram_indexes() is False


@needs_postgres
def test_the_migrations_have_added_trigrams() -> None:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        assert cursor.fetchone() == (2,)
        cursor.execute("DROP INDEX patient_trigrams")
    assert add_trigram_indexes() is True
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        assert cursor.fetchone() == (2,)


@needs_postgres
def test_a_database_that_may_have_no_extension_goes_without(
    patients: None, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE of_nobody")
        cursor.execute("SET LOCAL ROLE of_nobody")
    assert add_trigram_indexes() is False
    assert "CREATE EXTENSION pg_trgm" in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(INDEXES)
        assert cursor.fetchone() == (0,)
    assert Patient.objects.filter(last_key__contains="kin").exists()


@needs_postgres
@pytest.mark.parametrize(
    ("column", "pattern", "index"),
    [
        ("last_key", "%kin%", "patient_trigrams"),
        ("first_key", "% ad%", "patient_trigrams"),
        ("code_key", " 1", "patient_code"),
        ("last_key", " kin%", "patient_last"),
    ],
)
def test_postgresql_searches_along_an_index(
    patients: None, column: str, pattern: str, index: str
) -> None:
    with connection.cursor() as cursor:
        # A small table, or a whole index of it, is read from end to end else.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        sql = f"EXPLAIN SELECT 1 FROM syncjobs_patient WHERE {column} LIKE %s"  # noqa: S608
        cursor.execute(sql, [pattern])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan
