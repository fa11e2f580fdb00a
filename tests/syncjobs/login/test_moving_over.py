"""A country that moves over has people at its sites whom the portal does not know yet."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.choices import LoginOutcome
from sites.models import SiteLogin, SiteUser
from syncjobs.login.logging_in import portal_decides
from syncjobs.user_register import set_active
from tests.sites.calls import error_of
from tests.syncjobs.login.people import PASSWORD, a_user, guess, log_in

pytestmark = pytest.mark.django_db


def is_left_to_site(name: str) -> bool:
    """Whether the site is to try the password that it remembers; else it must refuse."""
    response = log_in(name)
    if response.status_code == 401:
        return False
    return bool(error_of(response, 404)["code"] == "people_not_known")


def test_it_leaves_everybody_to_their_site_while_it_has_no_users() -> None:
    assert is_left_to_site("Amina")


def test_it_writes_whom_it_left_to_a_site_as_nobody_has_the_name() -> None:
    a_user("Chipo", password="")
    for _ in range(3):
        assert is_left_to_site("Amina")
    assert is_left_to_site("Bakari")
    rows = SiteLogin.objects.filter(user=None, outcome=LoginOutcome.LEFT_TO_SITE).order_by("id")
    assert list(rows.values_list("name", "count")) == [
        ("Am… (5 characters)", 1),
        ("Ba… (6 characters)", 1),
    ]


def test_it_writes_ever_new_names_that_it_left_to_a_site_in_few_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sites.logins.recording.MOST_UNKNOWN", 4)
    for number in range(9):
        guess(1, f"{number:02} name")
    assert SiteLogin.objects.count() == 5
    assert SiteLogin.objects.get(name="(several names)").count == 5


def test_it_leaves_everybody_to_their_site_again_when_nobody_active_has_a_password() -> None:
    user = a_user()
    assert not is_left_to_site("Bakari")
    set_active([user.pk], is_active=False)
    assert is_left_to_site("Bakari")
    assert not is_left_to_site("Amina")
    set_active([user.pk], is_active=True)
    assert not is_left_to_site("Bakari")


def test_an_index_answers_whether_anybody_has_a_password() -> None:
    """A country has thousands of people, and the question comes with every login."""
    SiteUser.objects.bulk_create(
        SiteUser(name=f"user {number}", name_key=f"user {number}") for number in range(2_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with CaptureQueriesContext(connection) as queries:
        assert not portal_decides()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {queries[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "site_user_with_password" in plan


def test_it_leaves_everybody_to_their_site_until_somebody_has_a_password() -> None:
    a_user(password="")
    assert is_left_to_site("Amina")
    assert is_left_to_site("Bakari")
    SiteUser.objects.update(password_hash=a_user("Chipo").password_hash)
    assert log_in().status_code == 200
    assert not is_left_to_site("Bakari")


def test_it_leaves_a_user_without_a_password_to_the_site_afterwards_too() -> None:
    a_user("Chipo")
    a_user(password="")
    assert is_left_to_site("Amina")
    assert SiteLogin.objects.get().get_outcome_display() == "No password here: left to the site"


def test_it_refuses_who_is_not_active_in_any_case() -> None:
    a_user(password="", is_active=False)
    assert not is_left_to_site("Amina")


def test_it_locks_nobody_out_about_whom_it_does_not_decide() -> None:
    assert set(guess(10)) == {404}
    a_user(password="")
    assert set(guess(10)) == {404}
    SiteUser.objects.update(password_hash=a_user("Chipo").password_hash)
    assert log_in("Amina", PASSWORD).status_code == 200


def test_it_writes_once_a_minute_whom_it_left_to_a_site() -> None:
    a_user(password="")
    guess(5)
    assert [(row.name, row.count) for row in SiteLogin.objects.all()] == [("Amina", 1)]
