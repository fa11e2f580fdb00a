"""Every ended sync is added to its hour, once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.fixtures import Settings

from syncjobs.choices import JobStatus, StepName
from syncjobs.fleet import tally
from syncjobs.fleet.tally import count_ended_syncs, prune_old_hours
from syncjobs.models import FleetHour, SyncJob
from syncjobs.tasks import prune
from tests.support.servers import ValkeyServer
from tests.syncjobs.far_side import a_job, a_site, at_the_same_moment, fresh
from tests.syncjobs.fleet.syncs import a_sync, ended_at, moved

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 7, 1, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Numbers = tuple[int, int, int, int]


def hours() -> dict[datetime, Numbers]:
    """The syncs, the failed ones, the records pushed and pulled of each hour."""
    return {
        hour.began_at: (hour.sync_count, hour.failed_count, hour.pushed_count, hour.pulled_count)
        for hour in FleetHour.objects.all()
    }


def test_it_adds_records_to_the_hour_in_which_the_sync_ended() -> None:
    job = ended_at(a_site(), TEN + 59 * MINUTE)
    moved(job, StepName.PUSH, 12)
    moved(job, StepName.PULL_CENTRAL, 300)
    moved(job, StepName.PULL_REMOTE, 45)
    moved(job, StepName.PULL_V6, 7_000)
    moved(job, StepName.INTEGRATE, 345)
    assert count_ended_syncs() == 1
    assert hours() == {TEN: (1, 0, 12, 345)}


def test_it_adds_what_each_try_moved() -> None:
    job = ended_at(a_site(), TEN, attempt=2)
    moved(job, StepName.PUSH, 3, attempt=1)
    moved(job, StepName.PUSH, 4, attempt=2)
    count_ended_syncs()
    assert hours() == {TEN: (1, 0, 7, 0)}


def test_it_tells_failed_syncs_apart_and_adds_to_what_is_there() -> None:
    site = a_site()
    ended_at(site, TEN, status=JobStatus.FAILED)
    ended_at(site, TEN + MINUTE, status=JobStatus.CANCELLED)
    count_ended_syncs()
    ended_at(site, TEN + 2 * MINUTE)
    ended_at(site, TEN + 60 * MINUTE)
    count_ended_syncs()
    assert hours() == {TEN: (3, 1, 0, 0), TEN + 60 * MINUTE: (1, 0, 0, 0)}


def test_it_counts_no_sync_twice() -> None:
    job = ended_at(a_site(), TEN)
    assert (count_ended_syncs(), count_ended_syncs()) == (1, 0)
    assert (hours(), fresh(job).is_counted) == ({TEN: (1, 0, 0, 0)}, True)


def test_it_leaves_what_has_not_ended_and_what_is_no_sync() -> None:
    site = a_site()
    a_sync(site, JobStatus.FOLLOWING, finished_at=None)
    a_job(site, status=JobStatus.SUCCEEDED, finished_at=TEN)
    assert (count_ended_syncs(), hours()) == (0, {})


def test_it_does_a_bounded_number_in_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "COUNT_AT_ONCE", 2)
    site = a_site()
    for minute in range(5):
        ended_at(site, TEN + minute * MINUTE)
    assert (count_ended_syncs(chunks=1), count_ended_syncs(chunks=None)) == (2, 3)
    assert hours() == {TEN: (5, 0, 0, 0)}


@pytest.mark.django_db(transaction=True)
def test_it_counts_once_when_several_sweeps_run_at_the_same_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally, "COUNT_AT_ONCE", 3)
    site = a_site()
    for number in range(20):
        job = ended_at(site, TEN + number % 4 * 60 * MINUTE)
        moved(job, StepName.PUSH, number)
    counted = at_the_same_moment([count_ended_syncs] * 4)
    assert sum(counted) == 20
    assert [sum(column) for column in zip(*hours().values(), strict=True)] == [20, 0, 190, 0]
    assert not SyncJob.objects.filter(is_counted=False).exists()


def test_it_forgets_old_hours(settings: Settings) -> None:
    settings.JOB_RETENTION_DAYS = 30
    now = timezone.now()
    young, old = now - timedelta(days=29), now - timedelta(days=31)
    FleetHour.objects.create(began_at=young)
    FleetHour.objects.create(began_at=old)
    assert (prune_old_hours(), list(hours())) == (1, [young])


def test_it_counts_jobs_before_they_are_pruned(settings: Settings, valkey: ValkeyServer) -> None:
    settings.JOB_RETENTION_DAYS = 1
    with time_machine.travel(TEN + timedelta(days=1, minutes=30), tick=False):
        site = a_site()
        for minute in (10, 20, 29, 31):
            ended_at(site, TEN + minute * MINUTE)
        prune()
    assert SyncJob.objects.count() == 1
    assert hours() == {TEN: (4, 0, 0, 0)}
