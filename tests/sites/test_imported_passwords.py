"""Passwords of an old server: checked at once, and hashed the slow way at the first right call."""

import logging

import pytest

from sites.credentials import client_secret, hash_secret, verify_secret
from sites.imported_passwords import (
    fits_imported,
    hash_imported,
    is_client_secret,
    is_imported,
    upgrade_imported,
)
from sites.models import Site
from sites.slow_checks import slow_check_place
from tests.sites.calls import PASSWORD, Caller, ask, error_of
from tests.sites.registered import history_of, registered

SECRET = client_secret(PASSWORD)


def password_hash() -> str:
    return Site.objects.values_list("password_hash", flat=True).get()


def test_it_keeps_neither_the_secret_nor_twice_the_same() -> None:
    stored = hash_imported(SECRET)
    assert is_imported(stored)
    assert SECRET not in stored
    assert stored != hash_imported(SECRET)
    assert len(stored) <= 200
    assert not is_imported(hash_secret(SECRET))


def test_only_the_secret_itself_fits() -> None:
    stored = hash_imported(SECRET)
    assert fits_imported(stored, SECRET)
    assert not fits_imported(stored, client_secret("another"))
    assert not fits_imported(stored, stored)
    assert not fits_imported("imported_sha256$", "")


@pytest.mark.parametrize("text", ["", SECRET[:-1], SECRET.upper(), SECRET + "\n", "g" * 64])
def test_nothing_else_is_a_client_secret(text: str) -> None:
    assert is_client_secret(SECRET)
    assert not is_client_secret(text)


@pytest.mark.django_db
def test_the_first_right_call_puts_the_slow_hash_in_its_place() -> None:
    site = registered(password_hash=hash_imported(SECRET))
    before = history_of(site).count()
    assert error_of(ask(Caller(password="another")), 401)["code"] == "site_incorrect_password"
    assert is_imported(password_hash())
    assert ask(Caller()).status_code == 200
    assert verify_secret(password_hash(), SECRET)
    assert ask(Caller()).status_code == 200
    assert error_of(ask(Caller(password="another")), 401)["code"] == "site_incorrect_password"
    kept = history_of(site).all()
    assert [row.history_change_reason for row in kept][: kept.count() - before] == [
        "Bound at first contact"
    ]


@pytest.mark.django_db
def test_a_site_is_let_in_while_no_slow_hash_can_be_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    registered(password_hash=hash_imported(SECRET))
    with caplog.at_level(logging.DEBUG), slow_check_place():
        assert ask(Caller()).status_code == 200
        assert is_imported(password_hash())
    assert ask(Caller()).status_code == 200
    assert not is_imported(password_hash())
    assert SECRET not in caplog.text


@pytest.mark.django_db
def test_wrong_passwords_are_counted_as_any() -> None:
    registered(password_hash=hash_imported(SECRET))
    answers = [ask(Caller(password=f"guess {number}")).status_code for number in range(30)]
    assert answers[-1] == 429
    assert error_of(ask(Caller()), 429)["code"] == "site_auth_timeout"


@pytest.mark.django_db
def test_a_password_that_was_set_in_the_meantime_stays() -> None:
    old = hash_imported(SECRET)
    site = registered(password_hash=hash_secret(client_secret("another-long-phrase-7")))
    now = password_hash()
    upgrade_imported(site.pk, old, SECRET)
    assert password_hash() == now
