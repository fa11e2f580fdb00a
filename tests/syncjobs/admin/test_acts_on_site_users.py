"""Passwords of users of sites, and what is done for many of them at once."""

from typing import Any

import pytest
from django.test import Client

from sites.models import SiteUser
from sites.site_users.passwords import verify_password
from tests.portal.forms import fill_in, messages_of, text_of
from tests.sites.site_users.people import a_role, a_store, a_user, stores_of
from tests.syncjobs.admin.site_users import ADD, FORM, act_on, page_of
from tests.syncjobs.exchange.wire import stored

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_it_warns_of_the_first_password_and_adds_a_user_without(administrator: Client) -> None:
    warning = "This is the first password of a user of sites."
    assert warning in text_of(administrator.get(ADD))
    # The form comes with the box ticked, so that nobody sets it unawares.
    page = fill_in(administrator, ADD, FORM, name="amina")
    user = SiteUser.objects.get(password_hash="")
    assert "was added successfully" in messages_of(page)[0]
    assert warning in text_of(administrator.get(page_of(user, "set-password")))
    assert warning in text_of(act_on(administrator, "new_passwords", user))
    page = fill_in(administrator, ADD, FORM, name="b", password="green-river-42", reason="Lost")
    assert "Choose one of the two." in text_of(page)
    assert not SiteUser.objects.exclude(password_hash="").exists()
    fill_in(administrator, page_of(user, "set-password"))
    assert warning not in text_of(administrator.get(ADD))
    fill_in(administrator, ADD, FORM, name="b")
    assert SiteUser.objects.get(name="b").password_hash


def test_it_sets_a_password(administrator: Client) -> None:
    user = a_user()
    page = fill_in(administrator, page_of(user, "set-password"), password="amina-amina")
    assert "contains the user name" in text_of(page)
    dash = a_user("-")
    fill_in(administrator, page_of(dash, "set-password"))
    dash.refresh_from_db()
    assert dash.password_hash
    page = fill_in(administrator, page_of(user, "set-password"))
    (shown,) = page.context["shown"]
    user.refresh_from_db()
    assert verify_password(user.password_hash, shown.password)
    typed = {"password": "green-river-42", "reason": "She forgot it"}
    page = fill_in(administrator, page_of(user, "set-password"), **typed)
    assert messages_of(page) == ["amina has a new password."]
    kept: Any = SiteUser.history
    assert kept.latest().history_change_reason == "Password set: She forgot it"


def test_it_gives_and_takes_a_role_for_many(administrator: Client) -> None:
    users, role = [a_user("amina"), a_user("bela")], a_role()
    a_store("KAM")
    assert "2 users will hold the role" in text_of(act_on(administrator, "give_role", *users))
    page = act_on(administrator, "give_role", *users, role=str(role.pk), store="KAM")
    assert messages_of(page) == ["The role Storekeeper is given in 2 stores of users."]
    assert [stores_of(user) for user in users] == [{"KAM": (["Storekeeper"], True, False)}] * 2
    page = act_on(administrator, "take_role", *users, role=str(role.pk))
    assert messages_of(page) == ["The role Storekeeper is taken away in 2 stores of users."]
    page = act_on(administrator, "take_role", *users, role=str(role.pk))
    assert "Nothing was changed" in messages_of(page)[0]
    page = act_on(administrator, "give_role", *users, role=str(role.pk), store="NONE")
    assert "No store has the code NONE." in text_of(page)


def test_it_deactivates_after_asking_and_activates(administrator: Client) -> None:
    users = [a_user("amina"), a_user("bela")]
    assert "can log in nowhere any more" in text_of(act_on(administrator, "deactivate", *users))
    page = act_on(administrator, "deactivate", *users, confirmed="yes")
    assert messages_of(page) == ["2 users deactivated."]
    assert [(stored("user", user.pk) or {})["active"] for user in users] == [False, False]
    page = act_on(administrator, "activate", *users)
    assert messages_of(page) == ["2 users can log in again."]


def test_it_sets_passwords_of_many_and_shows_each_once(administrator: Client) -> None:
    # The sign is in every generated password.
    users = [a_user("amina"), a_user("bela"), a_user("-")]
    act_on(administrator, "new_passwords", *users)
    assert not SiteUser.objects.exclude(password_hash="").exists()
    page = act_on(administrator, "new_passwords", *users, confirmed="yes")
    for user, password in page.context["shown"]:
        user.refresh_from_db()
        assert verify_password(user.password_hash, password)
        assert password in text_of(page)
