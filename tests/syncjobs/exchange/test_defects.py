"""A defect of the portal with one record holds up no other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from syncjobs.choices import JobKind, JobStatus
from syncjobs.exchange.entry import Entry
from syncjobs.exchange.integrate import integrate_set_aside
from syncjobs.exchange.judging import Bench
from syncjobs.exchange.moving import begin_ready_moves, request_move
from syncjobs.models import SetAsideRecord, SyncJob
from tests.syncjobs.exchange.wire import Remote, a_remote, stored, update

pytestmark = pytest.mark.django_db


@pytest.fixture
def defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal fails at the record `bad`."""
    accept = Bench.accept

    def fail(bench: Bench, entry: Entry) -> None:
        if entry.record_id == "bad":
            raise ZeroDivisionError
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


def test_a_move_whose_job_failed_is_not_begun_again_at_every_tick() -> None:
    one, two = a_remote("One"), a_remote("Two")
    request_move(one.store, two.site)
    failed = SyncJob.objects.filter(kind=JobKind.MOVE_STORE)
    failed.update(status=JobStatus.FAILED, finished_at=timezone.now())
    assert begin_ready_moves() == 0
    failed.update(finished_at=timezone.now() - timedelta(hours=2))
    assert begin_ready_moves() == 1
