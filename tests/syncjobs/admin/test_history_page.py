"""The page of the history, and its file."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from simple_history.models import HistoricalChanges

from sites.models import Site, Store
from sites.registration import SiteDetails, change_site, delete_site
from syncjobs.models import Schedule
from tests.portal.forms import fill_in, text_of
from tests.sites.admin.addresses import FORM, page_of
from tests.sites.registered import bare, registered
from tests.syncjobs.history.kept import a_change_of_everything

pytestmark = pytest.mark.django_db
PAGE, FILE = "/admin/history/", "/admin/history/export/"


def lines_of(client: Client, query: str = "") -> list[dict[str, str]]:
    response: Any = client.get(f"{FILE}{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_it_says_who_changed_what_through_which_door_and_why(administrator: Client) -> None:
    site = registered("Clinic 5")
    fill_in(administrator, page_of(site), FORM, code="c5", reason="New codes")
    page = administrator.get(PAGE)
    assert "Alice Admin Site Clinic 5 Changed Code: d12 → c5 New codes" in text_of(page)
    assert f'<a href="{page_of(site)}">Clinic 5</a>' in page.content.decode()
    assert "Nobody: a command Command Site Clinic 5 Added" in text_of(page)


def test_what_is_gone_has_its_name_and_no_link(viewer: Client) -> None:
    site = bare("Clinic 7")
    delete_site(site.pk)
    page = viewer.get(PAGE)
    assert "Site Clinic 7 Deleted" in text_of(page)
    assert page_of(site) not in page.content.decode()


def test_it_is_narrowed_by_what_is_asked(viewer: Client) -> None:
    a_change_of_everything()
    history: Any = Store.history
    history.update(history_date=timezone.now() - timedelta(days=10))
    asked = f"{PAGE}?kind=store&q=clinic&door=command&happened=added"
    assert "Store store of Clinic 5" in text_of(viewer.get(f"{asked}&period=30"))
    for nothing in ("&period=7", "&period=today", "&who=ada", "&until=2020-01-01"):
        assert "No change is kept that fits." in text_of(viewer.get(asked + nothing))
    refused = text_of(viewer.get(f"{PAGE}?since=2026-05-02&until=2026-05-01&kind=nonsense"))
    assert "This is before the first day. Choose a later one." in refused
    assert "Correct what is asked above." in refused


def test_it_takes_days_from_the_ends_of_the_calendar(viewer: Client) -> None:
    bare("Clinic 5")
    for zone in ("Pacific/Kiritimati", "America/Lima"):
        with timezone.override(zone):
            lines = lines_of(viewer, "?since=0001-01-01&until=9999-12-31")
            assert lines[0]["name"] == "Clinic 5"


@pytest.mark.parametrize("asked", ["of=site:x", "of=nothing:1", "of=site:99999999999", "of=%00"])
def test_it_refuses_a_thing_that_cannot_be(viewer: Client, asked: str) -> None:
    assert "Correct what is asked above." in text_of(viewer.get(f"{PAGE}?{asked}"))
    assert viewer.get(f"{FILE}?{asked}").status_code == 404


@pytest.mark.parametrize("place", ["1.site", f"{'9' * 40}.site.1", "1.nothing.1", "²2.site.1"])
def test_it_refuses_a_place_that_cannot_be(viewer: Client, place: str) -> None:
    assert viewer.get(PAGE, {"older": place}).status_code == 404


def test_the_pages_of_things_lead_to_it(viewer: Client) -> None:
    site, user = a_change_of_everything()
    assert f"{PAGE}?of=site:{site.pk}" in viewer.get(page_of(site, "history")).content.decode()
    of_user = viewer.get(f"/admin/sites/siteuser/{user.pk}/history/").content.decode()
    assert f"{PAGE}?of=siteuser:{user.pk}" in of_user
    schedule = Schedule.objects.get()
    page = viewer.get(f"/admin/syncjobs/schedule/{schedule.pk}/history/", follow=True)
    assert "Only changes of schedule" in text_of(page)
    assert "Night power" in text_of(page)
    assert f'<a href="{PAGE}"' in viewer.get("/admin/").content.decode()


def test_it_goes_on_to_older_changes_and_stays_small(
    viewer: Client, django_assert_max_num_queries: Any
) -> None:
    site = registered("The longest of all names that any clinic in the country has" + "!" * 20)
    for number in range(60):
        details = SiteDetails(site.name, f"c{number}" + "x" * 36)
        change_site(site.pk, details, "A long reason. " * 13)
    viewer.get(PAGE)
    with django_assert_max_num_queries(26):
        page = viewer.get(f"{PAGE}?kind=site")
    assert len(page.content) < 300_000
    assert text_of(page).count("Changed Code:") == 50
    older = page.context["older"]
    assert text_of(viewer.get(f"{PAGE}{older}")).count("Changed Code:") == 10


def test_the_file_has_a_line_for_each_field_and_no_formula(viewer: Client) -> None:
    site = registered("=HYPERLINK(1)")
    change_site(site.pk, SiteDetails("=HYPERLINK(1)", "c5", "https://a.example.org"), "+1")
    lines = lines_of(viewer, "?kind=site")
    assert [(line["field"], line["before"], line["after"]) for line in lines[:2]] == [
        ("Code", "d12", "c5"),
        ("URL", "", "https://a.example.org"),
    ]
    assert (lines[0]["name"], lines[0]["why"]) == ("'=HYPERLINK(1)", "'+1")
    assert (lines[0]["who"], lines[0]["door"], lines[0]["id"]) == (
        "Nobody: a command",
        "command",
        str(site.pk),
    )


def test_the_file_has_more_than_one_reading(
    viewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_change_of_everything()
    everything = lines_of(viewer)
    monkeypatch.setattr("syncjobs.history.export.CHANGES_AT_ONCE", 2)
    assert lines_of(viewer) == everything
    assert len(everything) > 10


def test_it_is_for_those_who_may_look_and_of_what_they_may_look_at(viewer: Client) -> None:
    site, _ = a_change_of_everything()
    client = Client()
    assert client.get(PAGE).status_code == 302
    stranger = User.objects.create(username="stranger", is_staff=True)
    client.force_login(stranger)
    assert (client.get(PAGE).status_code, client.get(FILE).status_code) == (403, 403)
    assert f'<a href="{PAGE}"' not in client.get("/admin/").content.decode()
    permissions: Any = apps.get_model("auth", "Permission").objects
    stranger.user_permissions.add(permissions.get(codename="view_historicalrole"))
    assert "Role at Clinic 5" in text_of(client.get(PAGE))
    assert "Night power" not in text_of(client.get(PAGE))
    assert {line["kind"] for line in lines_of(client)} == {"Role at sites"}
    refused = text_of(client.get(f"{PAGE}?of=site:{site.pk}"))
    assert "You may not look at the history of this." in refused
    assert site.name not in refused
    assert "Night power" in text_of(viewer.get(PAGE))


def test_nobody_writes_it_in_the_admin_not_even_a_superuser(admin_client: Client) -> None:
    site = bare("Clinic 7")
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    assert not any(admin.site.is_registered(model) for model in histories)
    for path in (PAGE, FILE):
        for method in (admin_client.post, admin_client.put, admin_client.delete):
            assert method(path).status_code == 405
    kept: Any = Site.history
    row = kept.get(id=site.pk)
    addresses = (
        f"/admin/sites/historicalsite/{row.pk}/change/",
        f"/admin/sites/historicalsite/{row.pk}/delete/",
        f"{page_of(site, 'history')}{row.pk}/",
    )
    assert {admin_client.post(path, {"name": "x"}).status_code for path in addresses} == {404}
