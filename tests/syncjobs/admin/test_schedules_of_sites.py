"""Schedules on the page of a site, for a selection of sites, and in a list of their own."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site
from syncjobs.admin.schedule_words import next_text
from syncjobs.choices import ScheduledKind
from syncjobs.models import Schedule
from syncjobs.schedules.setting import set_schedule
from tests.portal.forms import fields_of, fill_in, messages_of, send, text_of
from tests.syncjobs.far_side import a_site

pytestmark = pytest.mark.django_db
SITES = "/admin/sites/site/"
SCHEDULES = "/admin/syncjobs/schedule/"


def page_of(site: Site, act: str = "schedule") -> str:
    return f"{SITES}{site.pk}/{act}/"


def select(client: Client, action: str, *sites: Site, **more: str) -> Any:
    """The page to which the action of the list leads."""
    selected = [str(site.pk) for site in sites]
    data = {"action": action, "_selected_action": selected, **more}
    return client.post(SITES, data)


def rows() -> list[tuple[str, str, int]]:
    found = Schedule.objects.order_by("site__name", "kind")
    return list(found.values_list("site__name", "kind", "every_minutes"))


def many(count: int) -> list[Site]:
    return [Site.objects.create(name=f"Site {n:03}") for n in range(count)]


def test_it_sets_a_schedule_of_a_site(administrator: Client) -> None:
    site = a_site()
    response = fill_in(
        administrator,
        page_of(site),
        kind="sync",
        every="2",
        unit="60",
        from_time="22:00",
        until_time="04:00",
    )
    assert messages_of(response) == ["“Sync” every 2 hours is set."]
    row = Schedule.objects.get()
    assert (row.every_minutes, row.from_time, row.until_time) == (120, time(22), time(4))
    page = text_of(response)
    assert "Sync every 2 hours 22:00 to 04:00 (UTC)" in page
    assert page.index("Its schedules") < page.index("22:00 to 04:00")


def test_it_names_the_clocks_of_the_site(administrator: Client) -> None:
    site = a_site()
    Site.objects.update(time_zone="Asia/Kathmandu")
    assert "its time zone (Asia/Kathmandu, where it is " in text_of(
        administrator.get(page_of(site))
    )


def test_it_opens_with_the_present_schedule(administrator: Client) -> None:
    site = a_site()
    set_schedule([site.pk], ScheduledKind.VERIFY, 2_880, time(8), time(12, 30))
    typed = fields_of(administrator.get(f"{page_of(site)}?kind=verify"))
    assert (typed["kind"], typed["every"], typed["unit"]) == ("verify", "2", "1440")
    assert (typed["from_time"], typed["until_time"]) == ("08:00", "12:30")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"every": "0"}, "greater than or equal to 1"),
        ({"every": "9999"}, "The interval is not between a minute and a year."),
        ({"from_time": "08:00"}, "Only one end of the hours is given."),
        ({"from_time": "08:00", "until_time": "08:00"}, "The hours end when they begin."),
        ({"from_time": "x", "until_time": "08:00"}, "Enter a valid time."),
        ({"kind": "initialise"}, "Select a valid choice."),
    ],
)
def test_it_says_what_is_wrong(administrator: Client, typed: dict[str, str], error: str) -> None:
    response = fill_in(administrator, page_of(a_site()), **typed)
    assert error in text_of(response)
    assert not Schedule.objects.exists()


def test_it_removes_a_schedule_of_a_site(administrator: Client) -> None:
    site = a_site()
    set_schedule([site.pk], ScheduledKind.SYNC, 60)
    path = page_of(site, "schedule/sync/remove")
    assert "“Sync” is not queued by itself" in text_of(administrator.get(path))
    assert rows() != []
    assert messages_of(fill_in(administrator, path)) == ["The schedule is removed."]
    assert rows() == []
    assert administrator.get(page_of(site, "schedule/initialise/remove")).status_code == 404


def test_it_sets_and_removes_schedules_of_a_selection(administrator: Client) -> None:
    one, two, _ = many(3)
    page = select(administrator, "set_schedules", one, two)
    assert "for 2 sites" in text_of(page)
    response = send(administrator, SITES, fields_of(page), every="30", unit="1", kind="sync")
    # The fields keep one of several values of a name; the page has them all.
    assert page.content.decode().count('name="_selected_action"') == 2
    assert messages_of(response)[0].startswith("“Sync” every 30 minutes is set for ")
    set_schedule([one.pk, two.pk], ScheduledKind.SYNC, 30)
    page = select(administrator, "remove_schedules", one, two)
    data = {"action": "remove_schedules", "_selected_action": [one.pk, two.pk], "kind": "sync"}
    response = administrator.post(SITES, data, follow=True)
    assert messages_of(response) == ["2 schedules removed."]
    assert rows() == []


def test_it_sets_schedules_of_all_pages(administrator: Client) -> None:
    sites = many(60)
    page = select(administrator, "set_schedules", sites[0], select_across="1")
    assert "for 60 sites" in text_of(page)
    send(administrator, SITES, fields_of(page), every="1", unit="1440", kind="verify")
    assert len(rows()) == 60
    moments = Schedule.objects.values_list("next_at", flat=True)
    assert max(moments) - min(moments) > timedelta(hours=20)


def test_it_asks_again_when_something_is_wrong_for_a_selection(administrator: Client) -> None:
    page = select(administrator, "set_schedules", *many(2))
    response = send(administrator, SITES, fields_of(page), from_time="08:00")
    assert "Only one end of the hours is given." in text_of(response)
    assert fields_of(response)["action"] == "set_schedules"


def test_it_lists_schedules(administrator: Client) -> None:
    one, two = many(2)
    set_schedule([one.pk], ScheduledKind.SYNC, 60)
    set_schedule([two.pk], ScheduledKind.VERIFY, 1_440)
    Schedule.objects.filter(site=two).update(next_at=timezone.now() + timedelta(hours=12))
    page = text_of(administrator.get(SCHEDULES))
    assert "Site 000SyncEvery hourAt any timeDue now" in page
    assert "Site 001VerifyEvery dayAt any time" in page
    for query, count in (("", 2), ("due=now", 1), ("due=day", 2), ("kind__exact=verify", 1)):
        listed = administrator.get(f"{SCHEDULES}?{query}").context["cl"].result_list
        assert len(listed) == count, query


def test_it_lists_hours_with_the_zone_as_it_is_written(administrator: Client) -> None:
    site = a_site()
    Site.objects.filter(pk=site.pk).update(time_zone="Africa/Nairobi")
    set_schedule([site.pk], ScheduledKind.SYNC, 60, time(8), time(17, 30))
    assert "08:00 to 17:30 (Africa/Nairobi)" in text_of(administrator.get(SCHEDULES))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("", "02 Mar 2056 20:30 UTC"),
        ("Atlantic/Reykjavik", "02 Mar 2056 20:30 UTC"),
        ("Africa/Nairobi", "02 Mar 2056 20:30 UTC (23:30 at the site)"),
        ("Asia/Kathmandu", "02 Mar 2056 20:30 UTC (03 Mar 02:15 at the site)"),
    ],
)
def test_it_says_by_whose_clocks_the_next_turn_is(zone: str, shown: str) -> None:
    site = a_site()
    Site.objects.filter(pk=site.pk).update(time_zone=zone)
    set_schedule([site.pk], ScheduledKind.SYNC, 60)
    Schedule.objects.update(next_at=datetime(2056, 3, 2, 20, 30, tzinfo=UTC))
    assert next_text(Schedule.objects.get()) == shown


def test_its_list_costs_the_same_however_many_there_are(administrator: Client) -> None:
    sites = many(3)
    set_schedule([site.pk for site in sites], ScheduledKind.SYNC, 60)
    administrator.get(SCHEDULES)
    with CaptureQueriesContext(connection) as few:
        administrator.get(SCHEDULES)
    rest = Site.objects.bulk_create(Site(name=f"X{n}", name_key=f"x{n}") for n in range(300))
    set_schedule([site.pk for site in rest], ScheduledKind.SYNC, 60)
    with CaptureQueriesContext(connection) as queries:
        administrator.get(SCHEDULES)
    assert len(queries) <= len(few) + 1 <= 10


def test_viewers_look_and_do_not_act(viewer: Client) -> None:
    site = a_site()
    set_schedule([site.pk], ScheduledKind.SYNC, 60)
    page = viewer.get(page_of(site, "change")).content.decode()
    assert "every hour" in page
    assert f"{site.pk}/schedule/" not in page
    assert viewer.get(SCHEDULES).status_code == 200
    for path in (page_of(site), page_of(site, "schedule/sync/remove")):
        assert viewer.get(path).status_code == 403
        assert viewer.post(path, {"kind": "sync", "every": "5", "unit": "1"}).status_code == 403
    select(viewer, "remove_schedules", site, kind="sync")
    assert rows() == [("District 12", "sync", 60)]
