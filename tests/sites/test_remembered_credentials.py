"""The slow password check is made once for each password, not once for each call."""

import logging

import pytest
from django.core.cache import cache

from sites.passwords import set_site_password
from sites.remembered_credentials import (
    fingerprint,
    forget_in_process,
    is_remembered,
    remember,
)
from sites.slow_checks import slow_check_place
from tests.sites.calls import PASSWORD, Caller, ask, error_of
from tests.sites.registered import registered
from tests.support.servers import ValkeyServer

NEW_PASSWORD = "another-long-phrase-7"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds the place for slow checks occupied gives up soon."""
    monkeypatch.setattr("sites.slow_checks.LONGEST_WAIT_SECONDS", 0.02)


def is_checked_slowly(caller: Caller) -> bool:
    """Whether a call needs the only place for slow checks, which is kept occupied meanwhile."""
    with slow_check_place():
        response = ask(caller)
    assert response.status_code in {200, 503}
    return bool(response.status_code == 503)


@pytest.mark.django_db
def test_it_checks_a_password_slowly_once() -> None:
    registered()
    assert is_checked_slowly(Caller())
    assert ask(Caller()).status_code == 200
    assert not is_checked_slowly(Caller())


@pytest.mark.django_db
def test_it_remembers_for_other_processes_and_after_a_restart() -> None:
    registered()
    ask(Caller())
    forget_in_process()
    assert not is_checked_slowly(Caller())


@pytest.mark.django_db
def test_it_remembers_in_the_process_when_valkey_was_emptied() -> None:
    registered()
    ask(Caller())
    cache.clear()
    assert not is_checked_slowly(Caller())
    forget_in_process()
    assert is_checked_slowly(Caller())


@pytest.mark.django_db
def test_it_keeps_a_mark_from_the_shared_cache_in_the_process() -> None:
    registered()
    ask(Caller())
    forget_in_process()
    ask(Caller())
    cache.clear()
    assert not is_checked_slowly(Caller())


@pytest.mark.django_db
def test_it_refuses_the_old_password_as_soon_as_there_is_a_new_one() -> None:
    site = registered()
    ask(Caller())
    set_site_password(site, NEW_PASSWORD)
    assert error_of(ask(Caller()), 401)["code"] == "site_incorrect_password"
    assert ask(Caller(password=NEW_PASSWORD)).status_code == 200


@pytest.mark.django_db
def test_it_remembers_no_wrong_password() -> None:
    registered()
    wrong = Caller(password="wrong")
    for _ in range(2):
        assert error_of(ask(wrong), 401)["code"] == "site_incorrect_password"
    assert is_checked_slowly(wrong)


@pytest.mark.django_db
def test_it_lets_no_password_into_another_site() -> None:
    registered("District 12")
    other = registered("District 13")
    set_site_password(other, NEW_PASSWORD)
    assert ask(Caller("District 12")).status_code == 200
    assert error_of(ask(Caller("District 13")), 401)["code"] == "site_incorrect_password"


@pytest.mark.django_db
def test_it_works_without_valkey(valkey: ValkeyServer, caplog: pytest.LogCaptureFixture) -> None:
    registered()
    valkey.stop()
    assert ask(Caller()).status_code == 200
    assert not is_checked_slowly(Caller())
    assert error_of(ask(Caller(password="wrong")), 401)["code"] == "site_incorrect_password"
    assert {record.levelno for record in caplog.records} >= {logging.WARNING}
    assert "The shared cache does not answer" in caplog.text


@pytest.mark.django_db
def test_it_shares_again_when_valkey_is_back(valkey: ValkeyServer) -> None:
    registered()
    valkey.stop()
    assert ask(Caller()).status_code == 200
    valkey.start()
    forget_in_process()
    assert ask(Caller()).status_code == 200
    forget_in_process()
    assert not is_checked_slowly(Caller())


def test_it_keeps_neither_the_secret_nor_the_hash_in_the_shared_cache(
    valkey: ValkeyServer,
) -> None:
    mark = fingerprint("$argon2id$stored", Caller().secret)
    remember(mark)
    names = b" ".join(valkey_names())
    assert mark.encode() in names
    for secret in (Caller().secret, PASSWORD, "argon2"):
        assert secret.encode() not in names


def test_it_marks_every_pair_differently() -> None:
    pairs = [("hash", "secret"), ("hash", "other"), ("other", "secret"), ("secret", "hash")]
    assert len({fingerprint(*pair) for pair in pairs}) == 4


def test_it_remembers_what_it_was_told() -> None:
    mark = fingerprint("hash", "secret")
    assert not is_remembered(mark)
    remember(mark)
    assert is_remembered(mark)


def valkey_names() -> list[bytes]:
    """The names of everything that is kept in Valkey."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    return list(client.keys())
