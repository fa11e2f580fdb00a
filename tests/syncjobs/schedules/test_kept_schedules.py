"""What is kept of schedules: what a person set, and not when they are due."""

from datetime import time, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from sites.choices import Door
from sites.doors import through
from sites.models import Site
from sites.registration import SiteDetails, delete_site
from sites.site_times import SiteTimes
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.register import change_site
from syncjobs.schedules.due import queue_due_schedules
from syncjobs.schedules.setting import remove_schedules, set_schedule
from tests.sites.registered import bare

pytestmark = pytest.mark.django_db
SYNC = ScheduledKind.SYNC


def sites(count: int) -> list[int]:
    return [bare(f"Site {n}").pk for n in range(count)]


def kept() -> list[tuple[str, int, str]]:
    """Type, interval and reason of what is kept, the oldest first."""
    history: Any = Schedule.history
    rows = history.order_by("history_id")
    return [(row.history_type, row.every_minutes, row.history_change_reason) for row in rows]


def test_one_row_is_kept_of_each_schedule_that_really_changed() -> None:
    ids = sites(3)
    with through(Door.API):
        set_schedule(ids[:2], SYNC, 60, reason="Roll-out")
    set_schedule(ids[:2], SYNC, 60)
    set_schedule(ids[1:], SYNC, 30, time(8), time(18), reason="Night power")
    assert kept() == [
        ("+", 60, "Roll-out"),
        ("+", 60, "Roll-out"),
        ("+", 30, "Night power"),
        ("~", 30, "Night power"),
    ]
    history: Any = Schedule.history
    assert [row.door for row in history.order_by("history_id")] == ["api", "api", *["command"] * 2]
    changed = history.get(history_type="~")
    present = Schedule.objects.get(site=ids[1])
    assert (changed.id, changed.site_id, changed.from_time) == (present.pk, ids[1], time(8))


def test_removing_is_kept_for_many_in_a_few_queries(django_assert_max_num_queries: Any) -> None:
    ids = sites(40)
    set_schedule(ids, SYNC, 60)
    with django_assert_max_num_queries(6):
        assert remove_schedules(ids, SYNC, reason="The project is over") == 40
    assert kept()[40:] == [("-", 60, "The project is over")] * 40


def test_it_is_kept_that_a_schedule_went_with_its_site() -> None:
    (site_id,) = sites(1)
    set_schedule([site_id], SYNC, 60)
    delete_site(site_id)
    assert [row[0] for row in kept()] == ["+", "-"]


def test_when_it_is_due_next_is_no_history() -> None:
    (site_id,) = sites(1)
    set_schedule([site_id], SYNC, 1_440)
    assert queue_due_schedules(timezone.now() + timedelta(minutes=1)) == 1
    was_due_at = Schedule.objects.get().next_at
    site = Site.objects.get(pk=site_id)
    zone = SiteTimes(time_zone="Pacific/Auckland")
    change_site(site_id, SiteDetails(site.name, times=zone))
    assert Schedule.objects.get().next_at != was_due_at
    assert len(kept()) == 1


def test_a_schedule_of_before_is_kept_as_it_was_when_the_history_began() -> None:
    (site_id,) = sites(1)
    row = Schedule(site_id=site_id, kind=SYNC, every_minutes=60, next_at=timezone.now())
    Schedule.objects.bulk_create([row])
    migration = import_module("syncjobs.migrations.0012_history_of_schedules")
    migration.begin_history(apps, None)
    set_schedule([site_id], SYNC, 30)
    assert [(row[0], row[1]) for row in kept()] == [("+", 60), ("~", 30)]
