"""How a site's password is made, judged, stored and checked."""

import hashlib

import argon2
import pytest

from sites.credentials import (
    check_strength,
    client_secret,
    generate_password,
    hash_secret,
    verify_secret,
)
from sites.errors import WeakPasswordError
from sites.models import Site
from sites.passwords import set_site_password
from tests.sites.calls import PASSWORD, Caller, ask, error_of
from tests.sites.registered import reasons_of, registered


def test_it_makes_the_secret_that_clients_send() -> None:
    assert client_secret("pässword") == hashlib.sha256("pässword".encode()).hexdigest()
    assert client_secret("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_it_stores_argon2id_of_the_secret() -> None:
    stored = hash_secret(client_secret(PASSWORD))
    parameters = argon2.extract_parameters(stored)
    assert parameters.type is argon2.Type.ID
    assert (parameters.time_cost, parameters.memory_cost) == (2, 19 * 1024)
    assert (parameters.parallelism, parameters.salt_len, parameters.hash_len) == (1, 16, 32)
    assert argon2.PasswordHasher().verify(stored, client_secret(PASSWORD))


def test_it_salts_every_hash() -> None:
    assert hash_secret("same") != hash_secret("same")


def test_it_verifies_the_secret_and_nothing_else() -> None:
    stored = hash_secret(client_secret(PASSWORD))
    assert verify_secret(stored, client_secret(PASSWORD))
    assert not verify_secret(stored, client_secret("another"))
    assert not verify_secret(stored, PASSWORD)
    assert not verify_secret(stored, "")


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=1,t=1,p=1$x$y"])
def test_it_lets_nobody_in_without_a_readable_hash(stored: str) -> None:
    assert not verify_secret(stored, stored)
    assert not verify_secret(stored, client_secret(PASSWORD))


def test_it_generates_passwords_that_pass_its_own_rules() -> None:
    passwords = {generate_password() for _ in range(200)}
    assert len(passwords) == 200
    for password in passwords:
        check_strength(password, "District 12")
        assert [len(group) for group in password.split("-")] == [5] * 5
        assert not set(password) & set("il1o0")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short-pass", "too short"),
        ("liverpool123", "too common"),
        ("736251940887", "entirely numeric"),
        ("my-district 12-x", "contains the name of the site"),
        ("my-DISTRICT 12-x", "contains the name of the site"),
        ("ababababababab", "repeats the same few characters"),
    ],
)
def test_it_refuses_a_password_that_could_be_guessed(password: str, reason: str) -> None:
    with pytest.raises(WeakPasswordError, match=reason):
        check_strength(password, "District 12")


def test_it_names_every_reason_at_once() -> None:
    with pytest.raises(WeakPasswordError) as refusal:
        check_strength("1111", "District 12")
    assert "too short" in refusal.value.text
    assert "entirely numeric" in refusal.value.text
    assert "repeats" in refusal.value.text


def test_it_accepts_a_strong_password() -> None:
    check_strength(PASSWORD, "District 12")


@pytest.mark.django_db
def test_it_gives_a_site_a_new_password() -> None:
    site = registered()
    set_site_password(site, "another-long-phrase-7")
    site.refresh_from_db()
    assert verify_secret(site.password_hash, client_secret("another-long-phrase-7"))
    assert site.password_set_at is not None
    assert reasons_of(site)[0] == "Password set"


@pytest.mark.django_db
def test_it_keeps_the_old_password_when_the_new_one_is_weak() -> None:
    site = registered()
    with pytest.raises(WeakPasswordError):
        set_site_password(site, "weak")
    assert Site.objects.get().password_hash == site.password_hash
    assert ask(Caller()).status_code == 200


@pytest.mark.django_db
def test_it_lets_nobody_into_a_site_without_password() -> None:
    site = registered(password_hash="")
    assert error_of(ask(Caller()), 401)["code"] == "site_incorrect_password"
    assert error_of(ask(Caller(site.name, password="")), 401)["code"] == "site_incorrect_password"
