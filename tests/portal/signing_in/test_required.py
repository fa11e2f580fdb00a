"""Whoever must have a second factor does nothing in the admin before it is there."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from portal.signing_in.two_factor import has_second_factor, must_have_second_factor
from tests.portal.forms import text_of
from tests.portal.signing_in.people import (
    PASSWORD,
    a_person,
    code_of,
    is_signed_in,
    try_to_sign_in,
    with_phone,
)
from tests.support.people import ADMINISTRATORS, AUDITORS, VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_workers")]
SET_UP = "/admin/account/two-factor/"
PARTS = {"HX-Request": "true", "HX-Current-URL": "http://testserver/admin/"}


def signed_in(name: str) -> Client:
    client = Client()
    try_to_sign_in(client, name)
    return client


def test_administrators_are_those_who_do_more_than_look(settings: Settings) -> None:
    roles = {role: a_person(role, role) for role in (ADMINISTRATORS, VIEWERS, AUDITORS)}
    boss = User.objects.create_superuser("boss")
    settings.TWO_FACTOR_REQUIRED = "administrators"
    assert [role for role, each in roles.items() if must_have_second_factor(each)] == [
        ADMINISTRATORS
    ]
    assert must_have_second_factor(boss)
    settings.TWO_FACTOR_REQUIRED = "nobody"
    assert not must_have_second_factor(boss)


def test_they_are_led_to_set_it_up_and_then_let_in(settings: Settings) -> None:
    settings.TWO_FACTOR_REQUIRED = "everybody"
    bela = a_person("bela", VIEWERS)
    client = signed_in("bela")
    for path in ("/admin/", "/admin/sites/site/", "/admin/account/", "/admin/autocomplete/"):
        assert client.get(path)["Location"].startswith(f"{SET_UP}?next=")
    asked = client.get("/admin/sites/site/?q=d12")["Location"]
    page = client.get(asked)
    assert "This portal requires a second factor" in text_of(page)
    codes = client.post(asked, {"code": code_of(page.context["key"])})
    assert 'href="/admin/sites/site/?q=d12"' in codes.content.decode()
    assert has_second_factor(bela)
    assert is_signed_in(client)
    refused = client.post("/admin/account/two-factor/off/", {"password": PASSWORD})
    assert "requires a second factor" in text_of(refused)
    assert has_second_factor(bela)


def test_a_session_is_no_way_round_by_parts_or_the_rest_api(settings: Settings) -> None:
    settings.TWO_FACTOR_REQUIRED = "administrators"
    a_person("alice", ADMINISTRATORS)
    client = signed_in("alice")
    part = client.get("/admin/overview/live/", headers=PARTS)
    assert "Set it up" in text_of(part)
    assert "overview-live" not in part.content.decode()
    for method in (client.get, client.post):
        answer = method("/api/v1/anything/")
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "second_factor_required"


@pytest.mark.parametrize("path", ["/admin/", "/api/v1/anything/"])
def test_a_session_without_the_code_is_none(path: str) -> None:
    bela = a_person("bela", VIEWERS)
    client = signed_in("bela")
    with_phone(bela)
    client.get(path)
    assert "_auth_user_id" not in client.session


def test_signing_out_and_a_new_password_stay_possible(settings: Settings) -> None:
    settings.TWO_FACTOR_REQUIRED = "everybody"
    a_person("bela", VIEWERS)
    client = signed_in("bela")
    assert client.get("/admin/password_change/").status_code == 200
    assert client.post("/admin/logout/").status_code == 200
    assert not is_signed_in(client)
