"""Whom the portal does not let in: nobody learns why, or which names there are."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.logins.recording import LoginTry
from sites.models import LoginLockout, SiteLogin, SiteUser
from syncjobs.login.attempt import read_login
from tests.sites.calls import error_of
from tests.syncjobs.login.people import PASSWORD, a_user, asked, log_in

pytestmark = pytest.mark.django_db

REFUSED = (("Amina", "wrong"), ("Amina", ""), ("Nobody", PASSWORD), ("Idle", PASSWORD), ("", ""))


@pytest.fixture(autouse=True)
def people() -> None:
    a_user()
    a_user("Idle", is_active=False)


def comparable(response: Any) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


def history_of(table: Any) -> Any:
    return table.history


def test_it_answers_the_same_whatever_was_wrong() -> None:
    answers = [comparable(log_in(*tried)) for tried in REFUSED]
    assert answers[0][0] == 401
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("tried", REFUSED)
def test_it_works_as_much_whatever_was_wrong(
    monkeypatch: pytest.MonkeyPatch, tried: tuple[str, str]
) -> None:
    log_in(*tried)
    SiteLogin.objects.all().delete()
    checked: list[str] = []

    def check(password_hash: str, password: str) -> bool:
        checked.append(password_hash)
        return password == PASSWORD

    monkeypatch.setattr("syncjobs.login.people.verify_password", check)
    with CaptureQueriesContext(connection) as queries:
        log_in(*tried)
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$")
    tables = [sql for sql in (query["sql"] for query in queries) if "SAVEPOINT" not in sql]
    assert len(tables) == 6, tables


def test_it_never_lets_in_without_a_password_even_one_that_the_stand_in_would_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("syncjobs.login.people.verify_password", lambda *_: True)
    a_user("Empty", password="", is_active=False)
    for name in ("Nobody", "Idle", "Empty"):
        assert log_in(name).status_code == 401


@pytest.mark.parametrize("name", ["x\0y", "\0", "x" * 9_000, "Amina\N{ZERO WIDTH SPACE}", "İ" * 80])
def test_it_refuses_names_that_nobody_can_have(name: str) -> None:
    assert error_of(log_in(name), 401)["code"] == "login_refused"


def test_it_keeps_neither_password_nor_hash_nor_unknown_names(
    caplog: pytest.LogCaptureFixture,
) -> None:
    user = a_user("Chipo", password="a-Very-Secret-1")
    with caplog.at_level(logging.DEBUG):
        for name, password in (
            ("Chipo", "a-Very-Secret-1"),
            *[("Chipo", "almost-Secret-2")] * 7,
            *[("my-Own-Secret-3", "Chipo")] * 7,
        ):
            log_in(name, password, siteName=None)
        log_in(loginType=7, siteName=12)
    secrets = ["a-Very-Secret-1", "almost-Secret-2", "my-Own-Secret-3", user.password_hash]
    tables = (SiteLogin.objects, LoginLockout.objects, history_of(SiteUser))
    kept = [str(list(table.values())) for table in tables]
    assert LoginLockout.objects.count() == 2
    for text in (*kept, caplog.text):
        assert [secret for secret in secrets if secret.lower() in text.lower()] == []


def test_what_it_hands_around_shows_no_secret() -> None:
    attempt = read_login(asked("my-Own-Secret-3", "a-Very-Secret-1"))
    tried = LoginTry(attempt.username, attempt.site_name, "192.0.2.7")
    assert "Secret" not in repr(attempt) + repr(tried)
