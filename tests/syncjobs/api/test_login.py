"""`POST /api/v4/login` on the wire (protocol 8.1)."""

import http.client
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.registration import disable_site
from syncjobs.models import OneTimeLogin
from syncjobs.one_time_logins import PORTAL_USER_ID, PORTAL_USERNAME, issue_one_time_login
from tests.sites.calls import error_in, error_of
from tests.support.servers import PortalServer
from tests.syncjobs.far_side import a_site, at_the_same_moment

LOGIN = "/api/v4/login"
TEXTS = "ID name startup_method group_id mode initials first_name last_name address_1 address_2"
TEXTS += " e_mail phone1 phone2 job_title ldap_login_string windows_user_name license_category_id"
TEXTS += " spare_1"
FLAGS = "active responsible_officer use_ldap receives_sms_errors is_group isInactiveAuthoriser"
NUMBERS = "nblogins lasttime Language"


def body(password: str, site_name: str | None = "District 12", **members: Any) -> dict[str, Any]:
    asked = {"username": PORTAL_USERNAME, "password": password, "loginType": "User"}
    return {**asked, "siteName": site_name, **members}


def ask(content: object, address: str = "192.0.2.7") -> Any:
    return Client(REMOTE_ADDR=address).post(
        LOGIN, json.dumps(content), content_type="application/json"
    )


def types_of(members: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in members.items()}


@pytest.mark.django_db
def test_it_lets_the_portal_in_with_every_member_that_a_site_reads() -> None:
    site = a_site()
    response = ask(body(issue_one_time_login(site.pk)))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    answer = response.json()
    info = answer.pop("userInfo")
    assert (answer.pop("status"), answer.pop("authenticated")) == ("success", True)
    names = "username userFirstName userLastName userJobTitle userType service storeName"
    assert types_of(answer) == dict.fromkeys(names.split(), str)
    expected: dict[str, type] = dict.fromkeys(TEXTS.split(), str)
    expected |= dict.fromkeys(FLAGS.split(), bool) | dict.fromkeys(NUMBERS.split(), int)
    assert types_of(info["user"]) == expected
    assert (info["user"]["ID"], info["user"]["name"]) == (PORTAL_USER_ID, PORTAL_USERNAME)


@pytest.mark.django_db
def test_it_names_the_active_stores_of_the_site_and_no_permission() -> None:
    site = a_site()
    site.stores.create(code="OLD", name="Old", disabled=True)
    second = site.stores.create(code="D13", name="Second")
    a_site("Other", "OTHER")
    stores = ask(body(issue_one_time_login(site.pk))).json()["userInfo"]["userStores"]
    assert [(each["store_ID"], each["store_default"]) for each in stores] == [
        (site.stores.get(code="D12").pk, True),
        (second.pk, False),
    ]
    assert len({each["ID"] for each in stores}) == 2
    for each in stores:
        assert each["user_ID"] == PORTAL_USER_ID
        assert (each["can_login"], each["can_action_replenishments"]) == (True, False)
        assert each["permissions"] == []


@pytest.mark.django_db
def test_it_accepts_a_password_once() -> None:
    password = issue_one_time_login(a_site().pk)
    assert ask(body(password)).status_code == 200
    assert error_of(ask(body(password)), 401)["code"] == "login_refused"


@pytest.mark.django_db(transaction=True)
def test_it_accepts_a_password_once_when_many_ask_at_the_same_moment() -> None:
    password = issue_one_time_login(a_site().pk)
    answers = at_the_same_moment([lambda: ask(body(password)).status_code] * 6)
    assert sorted(answers) == [200] + 5 * [401]


@pytest.mark.django_db
def test_it_accepts_a_password_for_a_minute() -> None:
    password = issue_one_time_login(a_site().pk)
    login = OneTimeLogin.objects.get()
    assert timedelta(seconds=50) < login.expires_at - timezone.now() <= timedelta(seconds=60)
    OneTimeLogin.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert error_of(ask(body(password)), 401)["code"] == "login_refused"


@pytest.mark.django_db
@pytest.mark.parametrize("site_name", ["Other", "", None, "District 12\0", "District"])
def test_it_refuses_a_password_of_another_site(site_name: str | None) -> None:
    site = a_site()
    a_site("Other", "OTHER")
    password = issue_one_time_login(site.pk)
    assert error_of(ask(body(password, site_name)), 401)["code"] == "login_refused"
    assert ask(body(password, " DISTRICT 12")).status_code == 200


@pytest.mark.django_db
def test_it_refuses_other_passwords() -> None:
    issue_one_time_login(a_site().pk)
    for content in (body("f" * 64), body(""), body("a\0b")):
        assert error_of(ask(content), 401)["code"] == "login_refused"


@pytest.mark.django_db
def test_it_leaves_the_people_of_sites_to_their_site() -> None:
    password = issue_one_time_login(a_site().pk)
    for username in ("amina", "PORTAL-SYNC", ""):
        # Neither 401, which keeps them out, nor anything like a success, which lets them in.
        error = error_of(ask(body(password, username=username)), 404)
        assert error["code"] == "people_not_known"


@pytest.mark.django_db
def test_it_refuses_for_a_disabled_site() -> None:
    site = a_site()
    password = issue_one_time_login(site.pk)
    disable_site(site.pk, "Stolen")
    assert error_of(ask(body(password)), 401)["code"] == "login_refused"


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "text",
        7,
        {},
        {"username": PORTAL_USERNAME},
        body("x", username=7),
        body("x", username=None),
        {**body("x"), "password": None},
        {**body("x"), "password": ["x"]},
        {**body("x"), "siteName": 12},
        {**body("x"), "siteName": {}},
        {**body("\ud800")},
        {**body("x"), "siteName": "\udfff"},
    ],
)
def test_it_says_what_is_wrong_with_a_body(content: object) -> None:
    assert error_of(ask(content), 400)["code"] == "request_body_invalid"


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", [b"", b"{", b"\xff", b"[" * 5_000, b'{"username": NaN}', b"username=a&password=b"]
)
def test_it_says_that_a_body_is_not_json(text: bytes) -> None:
    response = Client().post(LOGIN, text, content_type="application/json")
    assert error_of(response, 400)["code"] == "request_body_invalid"


@pytest.mark.django_db
def test_it_takes_no_more_than_a_login() -> None:
    response = ask(body("x" * 20_000))
    assert error_of(response, 413)["code"] == "request_body_too_large"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_it_answers_no_other_method(method: str) -> None:
    response = getattr(Client(), method)(LOGIN)
    assert response.status_code == 405


@pytest.mark.django_db
def test_it_locks_out_whoever_guesses_and_never_the_portal(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 3
    password = issue_one_time_login(a_site().pk)
    for _ in range(3):
        assert ask(body("f" * 64)).status_code == 401
    with CaptureQueriesContext(connection) as queries:
        response = ask(body("f" * 64))
    assert (response.status_code, response.json()["status"]) == (403, "user_login_timeout")
    # What it costs to write it down, once a minute, comes on top.
    first = [query["sql"] for query in queries.captured_queries[:2]]
    assert [name in sql for name, sql in zip(("onetimelogin", "lockout"), first, strict=True)]
    assert ask(body(password)).status_code == 200


@pytest.mark.django_db
def test_it_writes_no_password_into_a_log(caplog: pytest.LogCaptureFixture) -> None:
    password = issue_one_time_login(a_site().pk)
    with caplog.at_level(logging.DEBUG):
        ask(body(password, site_name=None))
        ask({**body(password), "siteName": 12})
        ask(body(password))
    assert password not in caplog.text
    assert password not in OneTimeLogin.objects.get().digest


@pytest.mark.django_db(transaction=True)
def test_it_answers_on_the_wire(portal_server: PortalServer) -> None:
    password = issue_one_time_login(a_site().pk)
    address = f"{portal_server.url}{LOGIN}"
    assert requests.post(address, json=body(password), timeout=10).json()["status"] == "success"
    refused = requests.post(f"{address}/", json=body(password), timeout=10)
    assert refused.status_code == 401
    assert error_in(refused.headers["Content-Type"], refused.content)["code"] == "login_refused"


@pytest.mark.django_db(transaction=True)
def test_it_does_not_wait_for_a_body_that_is_too_long(portal_server: PortalServer) -> None:
    connection = http.client.HTTPConnection(portal_server.host, portal_server.port, timeout=10)
    connection.putrequest("POST", LOGIN)
    connection.putheader("Content-Length", str(10**9))
    connection.endheaders()
    connection.send(b"{")
    assert connection.getresponse().status == 413
    connection.close()
