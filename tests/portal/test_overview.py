"""The first page of the admin."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from sites.models import Site
from syncjobs.choices import JobStatus, StepName
from syncjobs.fleet.broker_queues import forget_queue_lengths
from syncjobs.fleet.causes import MOST_CAUSES
from syncjobs.models import FleetHour, SetAsideRecord, SyncStep
from syncjobs.worker_state import forget_worker_state
from tests.portal.forms import text_of
from tests.sites.registered import bare, registered_central
from tests.support.servers import ValkeyServer
from tests.syncjobs.admin.jobs import ended
from tests.syncjobs.far_side import a_site
from tests.syncjobs.fleet.syncs import a_sync

pytestmark = pytest.mark.any_database
LIVE = "/admin/overview/live/"
JOBS = "/admin/syncjobs/syncjob/"


def link_of(response: Any, name: str) -> str:
    """Where the link with this id leads."""
    found = re.search(f'<a id="{name}" href="([^"]*)"', response.content.decode())
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_it_says_what_to_do_first(administrator: Client) -> None:
    page = text_of(administrator.get("/admin/"))
    assert "No Open mSupply central server yet" in page
    assert "every remote site says “V6 central server not configured”" in page
    assert page.index("No Open mSupply central server yet") < page.index("0 sites")


def test_it_says_where_the_central_server_is_and_how_it_is(administrator: Client) -> None:
    site = registered_central("Ministry")
    Site.objects.filter(pk=site.pk).update(app_name="Open mSupply Desktop", app_version="2.20.0")
    response = administrator.get("/admin/")
    page = text_of(response)
    assert "Ministry https://central.example.org Copy Open mSupply Desktop 2.20.0" in page
    assert "It was never verified." in page
    assert 'aria-label="QR code of https://central.example.org"' in response.content.decode()
    job = ended(site, error_code="central_refuses_connection", error_message="Nobody listens.")
    response = administrator.get("/admin/")
    assert "Failed Last verification on" in text_of(response)
    assert "Nobody listens." in text_of(response)
    assert f'href="{JOBS}{job.pk}/change/">Last verification' in response.content.decode()


def test_it_says_when_the_address_is_no_address_for_others(administrator: Client) -> None:
    registered_central("Ministry", url="http://127.0.0.1:2055")
    assert "This address means each device itself" in text_of(administrator.get("/admin/"))


def test_it_counts_the_sites_of_each_health_and_leads_to_them(administrator: Client) -> None:
    now = timezone.now()
    bare("Well", last_contact_at=now, last_success_at=now)
    bare("Late", last_contact_at=now, last_success_at=now - timedelta(hours=30))
    bare("Never")
    response = administrator.get("/admin/")
    counts = "3 sites 1 OK 1 Late 0 Down 0 Failing 1 Never seen 0 Disabled"
    assert counts in text_of(response)
    listed: Any = administrator.get(link_of(response, "health-late"))
    assert [site.name for site in listed.context["cl"].result_list] == ["Late"]


def test_it_groups_what_failed_by_its_cause(administrator: Client) -> None:
    sites = [a_site(f"Site {number}", f"S{number}") for number in range(3)]
    for site in sites:
        sentence = {"error_code": "site_went_silent", "error_message": "<b>Nothing</b> came."}
        a_sync(site, JobStatus.FAILED, **sentence)
    response = administrator.get("/admin/")
    assert "3 sites: site_went_silent since" in text_of(response)
    assert "&lt;b&gt;Nothing&lt;/b&gt; came." in response.content.decode()
    link = link_of(response, "cause-1")
    assert parse_qs(urlsplit(link).query).keys() == {
        "status__exact",
        "finished_at__gte",
        "error_code",
    }
    listed: Any = administrator.get(link)
    assert {job.site for job in listed.context["cl"].result_list} == set(sites)


def test_it_shows_what_runs_and_asks_again_sooner_while_it_does(administrator: Client) -> None:
    site = a_site("Lakeside")
    page = administrator.get("/admin/").content.decode()
    assert ("Nothing runs" in page, 'hx-trigger="every 30s"' in page) == (True, True)
    job = a_sync(site, JobStatus.FOLLOWING, finished_at=None)
    step = {"started_at": timezone.now(), "done": 1_024, "total": 50_000}
    SyncStep.objects.create(job=job, attempt=1, name=StepName.PULL_REMOTE, **step)
    for path in ("/admin/", LIVE):
        response = administrator.get(path)
        page = response.content.decode()
        assert "Sync Lakeside Pull remote 1,024 / 50,000" in text_of(response)
        assert '<progress value="1024" max="50000" aria-label="Pull remote of Lakeside">' in page
        assert 'hx-trigger="every 2s"' in page
    moving: Any = administrator.get(link_of(response, "jobs-moving"))
    assert list(moving.context["cl"].result_list) == [job]


def test_it_asks_seldom_for_those_who_do_not_see_what_runs(administrator: Client) -> None:
    a_sync(a_site("Lakeside"), JobStatus.FOLLOWING, finished_at=None)
    client = Client()
    client.force_login(User.objects.create(username="nobody", is_staff=True))
    assert 'hx-trigger="every 30s"' in client.get(LIVE).content.decode()


def test_whatever_can_have_the_focus_has_an_id_of_its_own(administrator: Client) -> None:
    """By which it gets the focus back when its part of the page is replaced."""
    site, now = a_site("Lakeside"), timezone.now()
    without = administrator.get(LIVE).content.decode()
    a_sync(site, JobStatus.FOLLOWING, finished_at=None)
    for number in range(MOST_CAUSES + 1):
        a_sync(site, JobStatus.FAILED, error_code=f"cause_{number:02}")
    SetAsideRecord.objects.create(site=site, reason_code="unroutable", set_aside_at=now)
    for page in (without, administrator.get(LIVE).content.decode()):
        can_have_focus = re.findall(r"<(?:a|button|input|select|textarea|summary)\b[^>]*>", page)
        ids = [re.search(r'\bid="([^"]+)"', tag) for tag in can_have_focus]
        assert None not in ids, can_have_focus
        assert len({found[1] for found in ids if found}) == len(ids) > 10
    assert without.count("<a ") < page.count("<a ")


def test_it_draws_the_hours_and_tells_them_in_a_table(administrator: Client) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    FleetHour.objects.create(
        began_at=hour, sync_count=1_200, failed_count=30, pushed_count=5, pulled_count=9_000
    )
    response = administrator.get("/admin/")
    page, html = text_of(response), response.content.decode()
    sentence = "1,200 syncs that moved something or failed in the last 24 hours; 30 failed."
    assert f"Syncs with something to do, per hour: {sentence}" in page
    assert "Syncs that find nothing to do are not counted." in page
    assert "5 records pushed by sites in the last 24 hours and 9,000 pulled." in page
    assert "<td>1200</td><td>30</td><td>5</td><td>9000</td>" in html
    assert html.count("<figure") == html.count('<svg viewBox="0 -12 480 128" role="img"') == 2
    assert "1,170 not failed, 30 failed</title>" in html


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Broker and workers are asked anew, here and by whoever comes next."""
    forget_worker_state()
    forget_queue_lengths()
    yield
    forget_worker_state()
    forget_queue_lengths()


def test_it_says_how_broker_workers_and_queues_are(
    administrator: Client, valkey: ValkeyServer, forgotten: None
) -> None:
    page = text_of(administrator.get("/admin/"))
    assert "Broker Answers Workers None answers Messages in the queues jobs 0, ticks 0," in page
    valkey.stop()
    forget_worker_state()
    page = text_of(administrator.get("/admin/"))
    assert "Broker Cannot be reached Workers None answers Messages in the queues unknown" in page


def test_it_counts_what_waits_for_a_decision(administrator: Client) -> None:
    site = a_site()
    SetAsideRecord.objects.create(
        site=site, reason_code="unroutable", set_aside_at=timezone.now(), data="{}"
    )
    page = text_of(administrator.get("/admin/"))
    assert "1 record, about which somebody has to decide" in page


def test_it_has_no_inline_style(administrator: Client) -> None:
    registered_central("Ministry")
    FleetHour.objects.create(began_at=timezone.now(), sync_count=1)
    page = administrator.get("/admin/").content.decode()
    assert (re.findall(r"\sstyle=", page), re.findall(r"<style|\son\w+=", page)) == ([], [])


def test_it_shows_a_viewer_the_same(viewer: Client) -> None:
    registered_central("Ministry")
    page = text_of(viewer.get("/admin/"))
    for text in ("1 site", "What failed", "What runs now", "The last 24 hours", "Set aside"):
        assert text in page


def test_it_shows_nothing_to_those_who_may_see_nothing(administrator: Client) -> None:
    registered_central("Ministry")
    nobody = User.objects.create(username="nobody", is_staff=True)
    client = Client()
    client.force_login(nobody)
    for path in ("/admin/", LIVE):
        page = text_of(client.get(path))
        assert "The portal itself" in page
        for text in ("Ministry", "1 site", "What failed", "What runs", "24 hours", "Set aside"):
            assert text not in page


def test_it_asks_strangers_to_sign_in(client: Client) -> None:
    assert client.get(LIVE).headers["Location"].startswith("/admin/login/")


def test_its_moving_part_is_not_kept_by_browsers(administrator: Client) -> None:
    assert "no-store" in administrator.get(LIVE).headers["Cache-Control"]


def test_it_puts_the_sections_in_the_order_of_their_use(administrator: Client) -> None:
    apps = administrator.get("/admin/").context["app_list"]
    names = [app["name"] for app in apps]
    assert names == ["Register", "People at sites", "Sync jobs", "People of this admin"]


def test_it_begins_at_the_root(administrator: Client) -> None:
    assert administrator.get("/").headers["Location"] == "/admin/"


@pytest.mark.parametrize(("path", "status"), [("/admin/nowhere/", 404), ("/admin/auth/user/", 403)])
def test_it_answers_with_a_page_of_its_own(administrator: Client, path: str, status: int) -> None:
    response = administrator.get(path)
    assert response.status_code == status
    assert b'<a href="/admin/">Back to the overview</a>' in response.content
