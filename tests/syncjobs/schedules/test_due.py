"""What a tick queues."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import ENDED_STATUSES, JobKind, JobStatus, JobTrigger, ScheduledKind
from syncjobs.doorbell import SWEEP_TASK
from syncjobs.models import Schedule, SyncJob
from syncjobs.schedules import due
from syncjobs.schedules.due import queue_due_schedules
from syncjobs.tasks import sweep
from tests.syncjobs.far_side import at_the_same_moment

HOUR = timedelta(hours=1)


def scheduled(count: int, next_at: datetime | None = None, **columns: Any) -> list[int]:
    """Sites that are to be verified every hour, the last of them the longest due."""
    sites = Site.objects.bulk_create(
        Site(name=f"Site {n}", name_key=f"site {n}", **columns) for n in range(count)
    )
    moment = next_at or timezone.now()
    Schedule.objects.bulk_create(
        Schedule(
            site=site,
            kind=ScheduledKind.VERIFY,
            every_minutes=60,
            next_at=moment - timedelta(seconds=n),
        )
        for n, site in enumerate(sites)
    )
    return [site.pk for site in sites]


def queued() -> list[int]:
    return list(SyncJob.objects.order_by("pk").values_list("site", flat=True))


@pytest.mark.django_db
def test_it_queues_what_is_due_and_moves_it_on() -> None:
    (site,) = scheduled(1)
    assert queue_due_schedules() == 1
    job = SyncJob.objects.get()
    assert (job.site_id, job.kind, job.trigger) == (site, JobKind.VERIFY, JobTrigger.SCHEDULE)
    assert job.status == JobStatus.QUEUED
    assert timezone.now() < Schedule.objects.get().next_at <= timezone.now() + HOUR
    assert queue_due_schedules() == 0


@pytest.mark.django_db
def test_it_has_nothing_to_do_before_the_time() -> None:
    scheduled(1, timezone.now() + HOUR)
    with CaptureQueriesContext(connection) as queries:
        assert queue_due_schedules() == 0
    assert len(queries) == 1


@pytest.mark.django_db
def test_it_queues_a_sync_and_a_verification() -> None:
    (site,) = scheduled(1)
    moment = timezone.now()
    Schedule.objects.create(site_id=site, kind="sync", every_minutes=5, next_at=moment)
    assert queue_due_schedules() == 2
    assert set(SyncJob.objects.values_list("kind", flat=True)) == {"sync", "verify"}


@pytest.mark.django_db
def test_it_queues_none_beside_a_live_one() -> None:
    (site,) = scheduled(1)
    now = timezone.now()
    SyncJob.objects.create(site_id=site, kind="verify", trigger="site", not_before=now)
    assert queue_due_schedules() == 0
    assert SyncJob.objects.count() == 1
    assert Schedule.objects.get().next_at > now


@pytest.mark.django_db
def test_it_leaves_disabled_sites_alone_and_takes_their_turn_on() -> None:
    scheduled(1, disabled_at=timezone.now())
    assert (queue_due_schedules(), SyncJob.objects.count()) == (0, 0)
    assert Schedule.objects.get().next_at > timezone.now()


@pytest.mark.django_db
def test_it_makes_up_for_nothing_after_a_standstill() -> None:
    scheduled(1, timezone.now() - timedelta(days=3))
    assert queue_due_schedules() == 1
    SyncJob.objects.update(status=JobStatus.SUCCEEDED)
    assert queue_due_schedules() == 0


def within(hours: tuple[time, time], next_at: datetime) -> None:
    """Has the schedules kept within the hours, and due at the moment."""
    Schedule.objects.update(
        from_time=hours[0], until_time=hours[1], every_minutes=24 * 60, next_at=next_at
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("looked_at", "count"),
    [((2, 30), 2), ((3, 59), 2), ((4, 4), 2), ((4, 6), 0), ((8, 0), 0)],
)
def test_it_queues_only_within_the_hours(looked_at: tuple[int, int], count: int) -> None:
    scheduled(2)
    within((time(2), time(4)), datetime(2026, 3, 2, 2, 30, tzinfo=UTC))
    assert queue_due_schedules(datetime(2026, 3, 2, *looked_at, tzinfo=UTC)) == count
    assert SyncJob.objects.count() == count
    moments = set(Schedule.objects.values_list("next_at", flat=True))
    assert moments == {datetime(2026, 3, 3, 2, 30, tzinfo=UTC)}


@pytest.mark.django_db
def test_it_leaves_to_another_day_what_the_hours_do_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(due, "AT_ONCE", 10)
    scheduled(25)
    opens = datetime(2026, 3, 2, 2, tzinfo=UTC)
    within((time(2), time(2, 10)), opens)
    counts = [queue_due_schedules(opens + timedelta(minutes=8 * tick)) for tick in range(4)]
    assert counts == [10, 10, 0, 0]
    assert not Schedule.objects.filter(next_at__lt=opens + timedelta(days=1)).exists()


@pytest.mark.django_db
def test_it_takes_so_many_at_a_tick_the_longest_due_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "AT_ONCE", 10)
    sites = scheduled(25)
    assert [queue_due_schedules() for _ in range(4)] == [10, 10, 5, 0]
    assert sorted(queued()) == sites
    assert set(queued()[:10]) == set(sites[-10:])


@pytest.mark.django_db
def test_a_tick_costs_the_same_however_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "AT_ONCE", 20)
    scheduled(2_000)
    with CaptureQueriesContext(connection) as queries:
        assert queue_due_schedules() == 20
    assert len(queries) <= 9


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_queue_every_job_once() -> None:
    sites = scheduled(60)
    results = at_the_same_moment([queue_due_schedules] * 3)
    assert sum(results) == 60
    assert sorted(queued()) == sites
    SyncJob.objects.update(status=ENDED_STATUSES[0])
    assert queue_due_schedules() == 0


@pytest.mark.django_db
def test_it_keeps_sites_apart_after_a_standstill() -> None:
    scheduled(30, timezone.now() - timedelta(days=1))
    queue_due_schedules()
    moments = sorted(Schedule.objects.values_list("next_at", flat=True))
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(seconds=1)}


@pytest.mark.django_db(transaction=True)
def test_a_tick_does_not_call_for_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def send(task: str, *_arguments: int, **_options: float) -> bool:
        sent.append(task)
        return True

    monkeypatch.setattr("syncjobs.doorbell._send", send)
    scheduled(3)
    sweep()
    assert SyncJob.objects.count() == 3
    assert SWEEP_TASK not in sent
