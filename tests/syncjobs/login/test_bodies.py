"""Whatever a caller sends, the portal answers in one of a few ways and never with a success."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.models import SiteUser
from tests.sites.calls import error_of
from tests.syncjobs.login.people import LOGIN, PASSWORD, a_user, asked, remaining

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

MEMBERS = ("username", "password", "siteName", "loginType")
TEXTS = st.text(max_size=30) | st.sampled_from(["Amina", PASSWORD, "portal-sync", "\ud800", "\0"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
BODIES = ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, TEXTS | ANYTHING))


def send(text: bytes) -> Any:
    return Client(raise_request_exception=True).post(LOGIN, text, content_type="application/json")


def is_let_in(body: Any) -> bool:
    return isinstance(body, dict) and (body.get("username"), body.get("password")) == (
        "Amina",
        PASSWORD,
    )


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=BODIES)
def test_it_answers_any_body(body: Any) -> None:
    if not SiteUser.objects.exists():
        a_user()
    response = send(json.dumps(body).encode())
    if response.status_code == 403:
        remaining(response)
    elif response.status_code == 200:
        assert is_let_in(body)
    else:
        code = error_of(response, response.status_code)["code"]
        assert (response.status_code, code) in {
            (400, "request_body_invalid"),
            (401, "login_refused"),
        }


@settings(max_examples=30, deadline=None)
@given(text=st.binary(max_size=60))
def test_it_answers_any_bytes(text: bytes) -> None:
    assert send(text).status_code in {400, 401, 404}


@pytest.mark.parametrize("login_type", ["User", "", None, 7, "nonsense"])
def test_it_does_not_look_at_the_type_of_login(login_type: object) -> None:
    a_user()
    body = asked(loginType=login_type)
    assert send(json.dumps(body).encode()).status_code == 200
    del body["loginType"]
    assert send(json.dumps(body).encode()).status_code == 200


def test_it_takes_the_last_of_members_that_stand_twice() -> None:
    a_user()
    body = json.dumps(asked(password="wrong"))[:-1] + f', "password": "{PASSWORD}"}}'
    assert send(body.encode()).status_code == 200
