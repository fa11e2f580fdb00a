"""Setting and removing schedules."""

from collections.abc import Callable, Sequence
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from sites.models import Site
from syncjobs import chunks
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.schedules.errors import ScheduleError
from syncjobs.schedules.setting import remove_schedules, set_schedule
from tests.syncjobs.locks import kept_waiting, needs_row_locks

pytestmark = pytest.mark.django_db
SYNC, VERIFY = ScheduledKind.SYNC, ScheduledKind.VERIFY


def sites(count: int, **columns: str) -> list[int]:
    return [Site.objects.create(name=f"Site {n}", **columns).pk for n in range(count)]


def test_it_is_due_at_once_for_one_site() -> None:
    assert set_schedule(sites(1), SYNC, 60) == 1
    row = Schedule.objects.get()
    assert (row.kind, row.every_minutes, row.from_time, row.until_time) == ("sync", 60, None, None)
    assert row.next_at <= timezone.now()


def test_it_takes_the_place_of_the_former_one() -> None:
    ids = sites(3)
    set_schedule(ids, SYNC, 60)
    set_schedule(ids, VERIFY, 1_440)
    set_schedule(ids[1:], SYNC, 30, time(8), time(18))
    rows = Schedule.objects.filter(kind=SYNC).order_by("site")
    assert [row.every_minutes for row in rows] == [60, 30, 30]
    assert [row.from_time for row in rows] == [None, time(8), time(8)]
    assert Schedule.objects.filter(kind=VERIFY).count() == 3


def test_it_spreads_many_sites_in_a_constant_number_of_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: object
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 100)
    rows = Site.objects.bulk_create(Site(name=f"S{n}", name_key=f"s{n}") for n in range(250))
    now = timezone.now()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert set_schedule([row.pk for row in rows], SYNC, 60) == 250
    moments = sorted(Schedule.objects.values_list("next_at", flat=True))
    assert all(now <= moment <= now + timedelta(minutes=61) for moment in moments)
    halfway = now + timedelta(minutes=30)
    assert 100 < sum(moment < halfway for moment in moments) < 150


def test_it_goes_by_the_clocks_of_the_site() -> None:
    set_schedule(sites(1, time_zone="Pacific/Auckland"), SYNC, 1_440, time(3), time(4))
    moment = Schedule.objects.get().next_at
    assert moment.utcoffset() == timedelta(0)
    assert moment.hour in {14, 15}


def test_it_passes_over_a_site_that_is_not_there() -> None:
    assert set_schedule([*sites(1), 4711], SYNC, 60) == 1


@pytest.mark.parametrize(
    ("every", "hours"),
    [
        (0, (None, None)),
        (-1, (None, None)),
        (600_000, (None, None)),
        (60, (time(8), None)),
        (60, (None, time(8))),
        (60, (time(8), time(8))),
    ],
)
def test_it_refuses_what_nobody_could_keep(
    every: int, hours: tuple[time | None, time | None]
) -> None:
    with pytest.raises(ScheduleError):
        set_schedule(sites(1), SYNC, every, *hours)
    assert not Schedule.objects.exists()


def test_it_removes_one_kind() -> None:
    ids = sites(3)
    set_schedule(ids, SYNC, 60)
    set_schedule(ids, VERIFY, 60)
    assert remove_schedules(ids[:2], SYNC) == 2
    assert Schedule.objects.filter(kind=SYNC).get().site_id == ids[2]
    assert Schedule.objects.filter(kind=VERIFY).count() == 3


@needs_row_locks
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [partial(set_schedule, kind=SYNC, every_minutes=30), partial(remove_schedules, kind=SYNC)],
)
def test_who_selects_many_sites_holds_none_while_waiting_for_the_first(
    act: Callable[[Sequence[int]], int],
) -> None:
    first, *rest = sites(3)
    set_schedule([first, *rest], SYNC, 60)
    # Whoever reads all rows without an order finds the first one last.
    Schedule.objects.filter(site=first).update(every_minutes=45)
    Site.objects.filter(pk=first).update(code="moved")
    rows = Schedule.objects.select_for_update()
    everybody = partial(act, [*reversed(rest), first])
    with kept_waiting(everybody, rows.filter(site=first)), transaction.atomic():
        # Another who selected the same sites gets the last one, and nobody waits in a circle.
        Schedule.objects.select_for_update(nowait=True).get(site=rest[-1])
