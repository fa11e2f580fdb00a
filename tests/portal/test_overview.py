"""The first page of the admin."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.portal.forms import text_of
from tests.sites.registered import bare, registered_central

pytestmark = pytest.mark.any_database


def test_it_says_what_to_do_first(administrator: Client) -> None:
    page = text_of(administrator.get("/admin/"))
    assert "No Open mSupply central server yet" in page
    assert "every remote site says “V6 central server not configured”" in page


def test_it_says_where_the_central_server_is(administrator: Client) -> None:
    registered_central("Ministry")
    bare("Seen", last_contact_at=timezone.now())
    page = text_of(administrator.get("/admin/"))
    assert "Ministry at https://central.example.org 2 sites, of which 1 never called." in page


def test_it_puts_the_sections_in_the_order_of_their_use(administrator: Client) -> None:
    apps = administrator.get("/admin/").context["app_list"]
    assert [app["app_label"] for app in apps] == ["sites", "syncjobs"]


def test_it_begins_at_the_root(administrator: Client) -> None:
    assert administrator.get("/").headers["Location"] == "/admin/"


@pytest.mark.parametrize(("path", "status"), [("/admin/nowhere/", 404), ("/admin/auth/user/", 403)])
def test_it_answers_with_a_page_of_its_own(administrator: Client, path: str, status: int) -> None:
    response = administrator.get(path)
    assert response.status_code == status
    assert b'<a href="/admin/">Back to the overview</a>' in response.content
