"""A country that moves over has people at its sites whom the portal does not know yet."""

import pytest

from sites.models import SiteLogin, SiteUser
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
    assert SiteLogin.objects.count() == 0


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
    assert SiteLogin.objects.get().get_outcome_display() == "Has no password: left to the site"


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
