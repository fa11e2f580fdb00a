"""A defect of the portal with one record holds up no other."""

import sqlite3
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus
from syncjobs.exchange.entry import Entry
from syncjobs.exchange.integrate import integrate_complete_pushes, integrate_set_aside
from syncjobs.exchange.judging import Bench
from syncjobs.exchange.moving import begin_ready_moves, request_move
from syncjobs.models import SetAsideRecord, SyncJob
from tests.syncjobs.exchange.wire import Remote, a_remote, stored, update

pytestmark = pytest.mark.django_db

# PostgreSQL takes 65,535 values in a statement.
MANY = 65_536


def divide_by_nothing() -> None:
    raise ZeroDivisionError


def ask_for_what_cannot_be() -> None:
    """A statement that the database can never carry out, with an error as if it were away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT * FROM nowhere")
        cursor.execute(f"SELECT 1 WHERE 1 IN ({','.join(['%s'] * MANY)})", [1] * MANY)


@pytest.fixture(params=[divide_by_nothing, ask_for_what_cannot_be])
def defect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal fails at the record `bad`."""
    accept = Bench.accept

    def fail(bench: Bench, entry: Entry) -> None:
        if entry.record_id == "bad":
            request.param()
        accept(bench, entry)

    monkeypatch.setattr(Bench, "accept", fail)


def location(site: Remote, record_id: str) -> dict[str, object]:
    return update("Location", {"ID": record_id, "store_ID": site.store.pk})


@pytest.mark.usefixtures("defect")
def test_the_record_is_set_aside_and_the_rest_goes_on() -> None:
    one, two = a_remote("One"), a_remote("Two")
    two.post_entries(location(two, "of two"))
    one.push(location(one, "before"), location(one, "bad"), location(one, "after"))
    assert stored("Location", "before")
    assert stored("Location", "after")
    assert stored("Location", "of two")
    row = SetAsideRecord.objects.get()
    assert (row.record_id, row.reason_code) == ("bad", "internal_error")


@pytest.mark.usefixtures("defect")
def test_trying_it_again_keeps_it_and_accepts_the_others() -> None:
    site = a_remote("One")
    site.push(update("unit", {"ID": "u-1"}), location(site, "bad"))
    SetAsideRecord.objects.filter(record_id="u-1").update(
        table_name="Location",
        record_id="good",
        data=f'{{"ID":"good","store_ID":"{site.store.pk}"}}',
    )
    assert integrate_set_aside(SetAsideRecord.objects.all()) == 1
    assert stored("Location", "good")
    assert SetAsideRecord.objects.get().record_id == "bad"


@pytest.mark.parametrize("sqlite_code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL])
def test_a_database_that_is_away_or_full_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, sqlite_code: int
) -> None:
    class Passing(sqlite3.OperationalError, psycopg.OperationalError):
        sqlite_errorcode = sqlite_code
        sqlstate = "53100"

    def fail(*_: object) -> None:
        raise OperationalError from Passing()

    one = a_remote("One")
    one.post_entries(location(one, "kept"))
    monkeypatch.setattr(Bench, "accept", fail)
    with pytest.raises(OperationalError):
        integrate_complete_pushes()
    monkeypatch.undo()
    assert not SetAsideRecord.objects.exists()
    integrate_complete_pushes()
    assert stored("Location", "kept")


def test_a_move_whose_job_failed_is_not_begun_again_at_every_tick() -> None:
    one, two = a_remote("One"), a_remote("Two")
    request_move(one.store, two.site)
    failed = SyncJob.objects.filter(kind=JobKind.MOVE_STORE)
    failed.update(status=JobStatus.FAILED, finished_at=timezone.now())
    assert begin_ready_moves() == 0
    failed.update(finished_at=timezone.now() - timedelta(hours=2))
    assert begin_ready_moves() == 1
