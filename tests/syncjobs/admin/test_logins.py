"""Logins at sites in the admin: who logged in where, and who tried."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.choices import LoginOutcome
from sites.models import Site, SiteLogin, SiteUser
from tests.syncjobs.far_side import a_site
from tests.syncjobs.login.people import PASSWORD, a_user, enter, guess, log_in

pytestmark = pytest.mark.django_db
LIST = "/admin/sites/sitelogin/"


@pytest.fixture(autouse=True)
def logins() -> None:
    """Amina was let in at District 12, and mistyped at Other; somebody guessed without a site."""
    a_site("Other", "OTHER")
    enter(a_user(), a_site().stores.get())
    log_in()
    log_in(password="wrong", siteName="Other")
    log_in("Sunshine-2026", siteName=None, address="198.51.100.9")


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def rows(client: Client, query: str = "") -> list[str]:
    """The outcomes in the list, the newest first."""
    found = client.get(f"{LIST}?{query}").context["cl"].result_list
    return [LoginOutcome(row.outcome).name for row in found]


def test_it_lists_who_logged_in_where_and_what_became_of_it(administrator: Client) -> None:
    said = page(administrator, LIST)
    for words in ("Amina", "Let in", "Wrong password", "Unknown user name", "District 12"):
        assert words in said
    assert rows(administrator) == ["UNKNOWN_NAME", "WRONG_PASSWORD", "LET_IN"]


def test_it_is_there_for_viewers_and_for_nobody_to_change(viewer: Client) -> None:
    pk = SiteLogin.objects.latest("id").pk
    assert len(rows(viewer)) == 3
    assert "Sunshine" not in page(viewer, f"{LIST}{pk}/change/")
    assert viewer.get(f"{LIST}add/").status_code == 403
    assert viewer.post(f"{LIST}{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("outcome__exact=wrong_password", ["WRONG_PASSWORD"]),
        ("q=amina", ["WRONG_PASSWORD", "LET_IN"]),
        ("q=198.51.100.9", ["UNKNOWN_NAME"]),
        ("q=Other", ["WRONG_PASSWORD"]),
        ("q=Sunshine", []),
        ("site=77", []),
        ("site=x", []),
        ("user=nobody", []),
        ("user=%00", []),
    ],
)
def test_it_finds(administrator: Client, query: str, found: list[str]) -> None:
    assert rows(administrator, query) == found


def test_it_shows_the_logins_of_a_day(administrator: Client) -> None:
    SiteLogin.objects.filter(outcome="let_in").update(at=timezone.now() - timedelta(days=3))
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    query = urlencode({"at__gte": str(today)})
    assert query in page(administrator, LIST)
    assert rows(administrator, query) == ["UNKNOWN_NAME", "WRONG_PASSWORD"]


def test_the_page_of_a_site_leads_to_its_logins(administrator: Client) -> None:
    site = Site.objects.get(name="District 12")
    assert f'"{LIST}?site={site.pk}"' in page(administrator, f"/admin/sites/site/{site.pk}/change/")
    assert rows(administrator, f"site={site.pk}") == ["LET_IN"]


def test_the_page_of_a_user_shows_the_last_logins(
    administrator: Client, settings: Settings
) -> None:
    settings.LOGIN_LIMIT = 2
    guess(3)
    user = SiteUser.objects.get()
    said = page(administrator, f"/admin/sites/siteuser/{user.pk}/change/")
    for words in ("Last logins", "Wrong password", "Let in", "District 12", "Locked out"):
        assert words in said
    assert f"{LIST}?user={user.pk}" in said
    assert rows(administrator, f"user={user.pk}")[-1] == "LET_IN"


def test_the_page_of_a_new_user_shows_no_logins(administrator: Client) -> None:
    assert "Last logins" not in page(administrator, "/admin/sites/siteuser/add/")
    quiet = a_user("Bakari")
    assert "None yet" in page(administrator, f"/admin/sites/siteuser/{quiet.pk}/change/")


def test_the_list_of_users_says_who_decides(administrator: Client) -> None:
    assert "The portal decides who logs in" in page(administrator, "/admin/sites/siteuser/")
    SiteUser.objects.update(password_hash="")
    assert "every site lets in the people" in page(administrator, "/admin/sites/siteuser/")


def test_no_page_shows_a_password_or_a_hash(administrator: Client) -> None:
    user = SiteUser.objects.get()
    addresses = [LIST, f"/admin/sites/siteuser/{user.pk}/change/", "/admin/sites/loginlockout/"]
    addresses += [f"{LIST}{row.pk}/change/" for row in SiteLogin.objects.all()]
    for address in addresses:
        said = page(administrator, address)
        assert not [secret for secret in (PASSWORD, user.password_hash, "argon2") if secret in said]


def test_it_costs_the_same_however_many_there_are(
    administrator: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    now, user, site = timezone.now(), SiteUser.objects.get(), Site.objects.get(name="Other")
    SiteLogin.objects.bulk_create(
        SiteLogin(user=user, name="Amina", site=site, outcome="let_in", at=now, last_at=now)
        for _ in range(120)
    )
    page(administrator, LIST)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        said = page(administrator, LIST)
    assert "There are more" in said
