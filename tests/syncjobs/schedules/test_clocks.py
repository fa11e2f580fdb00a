"""Schedules of a site whose time zone changes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from sites.models import Site
from sites.registration import SiteDetails
from sites.site_times import SiteTimes
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.register import change_site
from syncjobs.schedules.due import queue_due_schedules
from syncjobs.schedules.setting import set_schedule
from tests.portal.forms import fill_in
from tests.sites.admin.addresses import FORM, page_of
from tests.syncjobs.far_side import a_site
from tests.syncjobs.locks import held, kept_waiting, needs_row_locks

pytestmark = pytest.mark.django_db
AUCKLAND, LIMA = "Pacific/Auckland", "America/Lima"
DAY = timedelta(days=1)


def move(site: Site, zone: str) -> None:
    change_site(site.pk, SiteDetails(site.name, times=SiteTimes(time_zone=zone)))


def scheduled(minutes: int, *hours: time) -> Site:
    """A site in Auckland with a schedule."""
    site = a_site()
    Site.objects.filter(pk=site.pk).update(time_zone=AUCKLAND)
    set_schedule([site.pk], ScheduledKind.SYNC, minutes, *hours)
    return site


def next_in(zone: str) -> datetime:
    return Schedule.objects.get().next_at.astimezone(ZoneInfo(zone))


def test_it_keeps_its_time_of_the_day_on_the_new_clocks() -> None:
    site = scheduled(1_440, time(2), time(4))
    before = next_in(AUCKLAND)
    move(site, LIMA)
    assert next_in(LIMA).time() == before.time()
    assert timezone.now() < next_in(LIMA) < timezone.now() + 2 * DAY


def test_it_is_never_due_in_the_past() -> None:
    site = scheduled(7 * 1_440)
    Schedule.objects.update(next_at=timezone.now() + timedelta(hours=1))
    clock = next_in("UTC").replace(tzinfo=None)
    Site.objects.filter(pk=site.pk).update(time_zone="UTC")
    move(site, AUCKLAND)
    assert next_in(AUCKLAND).replace(tzinfo=None) == clock + DAY
    assert queue_due_schedules() == 0


def test_it_stays_in_its_hours_where_days_do_not_matter() -> None:
    site = scheduled(120, time(8), time(10))
    move(site, LIMA)
    assert time(8) <= next_in(LIMA).time() < time(10)
    assert next_in(LIMA) < timezone.now() + 2 * DAY


def test_it_stays_where_the_clocks_show_the_same() -> None:
    site = scheduled(1_440, time(2), time(4))
    before = next_in("UTC")
    change_site(site.pk, SiteDetails(site.name, "new"))
    move(site, AUCKLAND)
    assert next_in("UTC") == before


def test_the_page_of_the_site_moves_it(administrator: Client) -> None:
    site = scheduled(1_440, time(2), time(4))
    fill_in(administrator, page_of(site), FORM, time_zone=LIMA)
    assert time(2) <= next_in(LIMA).time() < time(4)


@needs_row_locks
@pytest.mark.django_db(transaction=True)
def test_it_holds_the_schedules_before_the_site() -> None:
    site = scheduled(1_440, time(2), time(4))
    moving = kept_waiting(lambda: move(site, LIMA), Schedule.objects.select_for_update())
    with moving, transaction.atomic():
        # A tick that has the schedule can name the site.
        assert len(held(site)) == 1
