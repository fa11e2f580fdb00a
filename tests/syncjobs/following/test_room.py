"""Serving sites comes before looking on."""

from typing import Any

import pytest

from syncjobs.choices import JobStatus
from syncjobs.following import beginning, site_calls
from syncjobs.following.room import Room
from syncjobs.models import SyncJob
from tests.syncjobs.exchange.hostile import a_quick_remote, requisition


@pytest.mark.any_database
def test_it_has_so_many_places_and_more_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("syncjobs.following.room.time.monotonic", lambda: now)
    room = Room(per_second=2, at_once=3)
    assert [room.take() for _ in range(4)] == [True, True, True, False]
    assert not room.has_place()
    now = 100.5
    assert room.has_place()
    assert [room.take() for _ in range(2)] == [True, False]
    now = 1_000.0
    assert [room.take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.any_database
def test_it_tells_once_a_minute_that_there_was_no_place(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 100.0
    monkeypatch.setattr("syncjobs.following.room.time.monotonic", lambda: now)
    room = Room(per_second=0, at_once=0)
    for moment in (100.0, 159.0, 160.0):
        now = moment
        assert not room.has_place()
        assert not room.take()
    sentence = "More syncs begin than are followed; of some only the times are kept."
    assert caplog.messages == [sentence] * 2


@pytest.mark.django_db
def test_a_sync_without_room_leaves_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    full: Any = Room(per_second=0, at_once=1)
    for module in (beginning, site_calls):
        monkeypatch.setattr(module, "ROOM", full)
    one, two = a_quick_remote("One"), a_quick_remote("Two")
    one.push(requisition(one, two, "req-1"))
    two.push(requisition(two, one, "req-2"))
    assert [job.site_id for job in SyncJob.objects.all()] == [one.site.pk]
    one.pull()
    two.pull()
    assert SyncJob.objects.get().status == JobStatus.SUCCEEDED
    for remote in (one, two):
        remote.site.refresh_from_db()
        assert remote.site.last_success_at is not None
