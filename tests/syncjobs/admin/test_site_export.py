"""The list of sites as a CSV file."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sites.models import Site, Store
from syncjobs.admin import site_export
from syncjobs.admin.site_export import COLUMNS, RECORDS_BEHIND, sites_as_csv
from syncjobs.following import site_cursors
from syncjobs.models import Record, SiteCursor, SiteQueue
from syncjobs.spreadsheet import without_formula
from tests.sites.admin.addresses import SITES
from tests.sites.registered import bare, registered_central
from tests.syncjobs.admin.records import a_record

pytestmark = pytest.mark.django_db
EXPORT = f"{SITES}export/"


def rows(response: Any) -> list[dict[str, str]]:
    """The rows of the file, by the names of their columns."""
    assert (response.status_code, response.streaming) == (200, True)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def names(response: Any) -> list[str]:
    return [row["name"] for row in rows(response)]


def test_it_tells_all_columns_of_a_site(administrator: Client) -> None:
    now = timezone.now()
    site = bare(
        "Clinic, upper",
        code="CU",
        legacy_id="0A1B-of-the-old-server",
        last_contact_at=now,
        last_success_at=now - timedelta(days=9),
        last_success_duration=timedelta(seconds=12.4),
        usual_interval=timedelta(minutes=5),
        app_name="Open mSupply Desktop",
        app_version="2.20.0",
        sync_version=14,
        hardware_id="m-1",
    )
    for code in ("B", "A"):
        Store.objects.create(code=code, name=code, site=site)
    SiteQueue.objects.create(site=site, length=1_234)
    response: Any = administrator.get(EXPORT)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="sites-')
    (row,) = rows(response)
    assert list(row) == [*COLUMNS, RECORDS_BEHIND]
    expected = {
        "site_id": str(site.pk),
        "uuid": "0A1B-of-the-old-server",
        "name": "Clinic, upper",
        "stores": "A;B",
        "central_server": "no",
        "health": "down",
        "last_contact_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "last_success_seconds": "12",
        "usual_interval_seconds": "300",
        "records_waiting": "1234",
        "sync_version": "14",
        "disabled_at": "",
    }
    assert {name: row[name] for name in expected} == expected
    # So does its page.
    assert row["uuid"] in administrator.get(f"{SITES}{site.pk}/change/").content.decode()


def test_it_says_why_a_site_fails(administrator: Client) -> None:
    bare("Refused", last_refusal_code="site_has_no_store")
    bare("Broken", last_failure_code="site_reported", last_failure_message="It said no.")
    found = {row["name"]: (row["health"], row["reason"]) for row in rows(administrator.get(EXPORT))}
    assert found == {
        "Refused": ("failing", "Refused: the site has no active store."),
        "Broken": ("failing", "It said no."),
    }


def test_it_says_how_many_central_records_each_site_lacks(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Record.objects.filter(central_cursor__isnull=False).delete()
    monkeypatch.setattr(site_cursors, "MOST_COUNTED", 3)
    monkeypatch.setattr(site_export, "MOST_COUNTED", 3)
    for cursor in range(1, 7):
        a_record("unit", f"u-{cursor}", central_cursor=cursor)
    for name, cursor in (("Far", 2), ("Near", 4), ("Up to date", 6)):
        SiteCursor.objects.create(site=bare(name), cursor=cursor)
    bare("New")
    found = {row["name"]: row[RECORDS_BEHIND] for row in rows(administrator.get(EXPORT))}
    assert found == {"Far": "more than 3", "Near": "2", "Up to date": "0", "New": ""}


def test_it_exports_what_the_list_shows_in_its_order(administrator: Client) -> None:
    now = timezone.now()
    for number in range(60):
        bare(f"Post {number:02}", last_contact_at=now, last_success_at=now)
    bare("Other post")
    link = f"{SITES}?health=ok&q=post&o=-1"
    page = administrator.get(f"{link}&p=2").content.decode()
    assert f'href="{EXPORT}?health=ok&amp;q=post&amp;o=-1"' in page
    found = names(administrator.get(f"{EXPORT}?health=ok&q=post&o=-1"))
    assert found == [f"Post {number:02}" for number in reversed(range(60))]


def test_it_exports_what_is_selected(administrator: Client) -> None:
    chosen = [bare(name).pk for name in ("One", "Two")]
    bare("Three")
    act = {"action": "export_sites", "_selected_action": [str(pk) for pk in chosen]}
    assert names(administrator.post(SITES, act)) == ["One", "Two"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_it_gives_spreadsheets_nothing_to_reckon_with(sign: str) -> None:
    assert without_formula(f"{sign}1+1") == f"'{sign}1+1"
    assert without_formula(f"1{sign}1") == f"1{sign}1"


def test_it_escapes_what_came_over_the_wire(administrator: Client) -> None:
    evil = '=HYPERLINK("http://evil.example.org","x")'
    site = bare(evil, app_name=evil, hardware_id=evil, disabled_reason=evil)
    Site.objects.filter(pk=site.pk).update(disabled_at=timezone.now())
    (row,) = rows(administrator.get(EXPORT))
    exported = [row[name] for name in ("name", "reason", "app_name", "hardware_id")]
    assert exported == [f"'{evil}"] * 4


def test_it_needs_as_many_queries_for_a_part_as_for_another(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered_central("Ministry")
    for number in range(9):
        bare(f"Post {number}")
    counts = []
    # The first page of a session writes down when that began.
    administrator.get(EXPORT)
    for at_once in (100, 5):
        monkeypatch.setattr(site_export, "SITES_AT_ONCE", at_once)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(administrator.get(EXPORT))) == 10
        counts.append(len(queries))
    # Only the stores and the labels of the second part are asked for in addition.
    assert counts[1] == counts[0] + 2


def test_it_writes_while_it_is_sent(django_assert_num_queries: Any) -> None:
    bare("One")
    with django_assert_num_queries(0):
        lines = sites_as_csv(Site.objects.all())
        content: Iterator[bytes] = iter(lines)
        assert next(content).decode("utf-8-sig").startswith("site_id,uuid,name")
    with django_assert_num_queries(4):
        assert b"One" in next(content)


def test_it_is_for_those_who_may_look(viewer: Client, client: Client) -> None:
    bare("One")
    assert names(viewer.get(EXPORT)) == ["One"]
    nobody = User.objects.create(username="nobody", is_staff=True)
    client.force_login(nobody)
    assert client.get(EXPORT).status_code == 403


def test_it_leads_back_from_a_filter_that_is_none(administrator: Client) -> None:
    response = administrator.get(f"{EXPORT}?nonsense=1")
    assert response.headers["Location"] == f"{SITES}?e=1"
