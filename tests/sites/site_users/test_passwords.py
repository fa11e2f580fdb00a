"""Passwords of users of sites."""

import pytest

from sites.errors import WeakPasswordError
from sites.models import SiteUser
from sites.site_users import password_setting
from sites.site_users.password_setting import set_generated_passwords, set_user_password
from sites.site_users.passwords import (
    check_user_password_strength,
    generate_user_password,
    hash_password,
    verify_password,
)
from tests.sites.site_users.people import a_user, history_of


def test_it_generates_what_it_takes_for_strong() -> None:
    made = {generate_user_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_user_password_strength(password, "amina")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short1", "too short"),
        ("password1", "too common"),
        ("92837465", "entirely numeric"),
        ("AMINA-2024", "contains the user name"),
        ("abababab", "same few characters"),
        ("x1y2z3" * 50, "longer than 256"),
    ],
)
def test_it_refuses_what_could_be_guessed(password: str, why: str) -> None:
    with pytest.raises(WeakPasswordError, match=why):
        check_user_password_strength(password, "amina")


@pytest.mark.django_db
def test_it_stores_a_slow_hash_and_writes_down_that_it_was_set() -> None:
    user = a_user()
    set_user_password(user, "green-river-42")
    user.refresh_from_db()
    assert user.password_hash.startswith("$argon2id$")
    assert verify_password(user.password_hash, "green-river-42")
    assert not verify_password(user.password_hash, "green-river-43")
    assert user.password_set_at is not None
    last = history_of(SiteUser)[-1]
    assert last.history_change_reason == "Password set"
    assert not hasattr(last, "password_hash")


@pytest.mark.any_database
def test_it_takes_an_accent_for_the_same_however_a_keyboard_makes_it() -> None:
    composed, decomposed = "caf\u00e9-sur-la-colline", "cafe\u0301-sur-la-colline"
    for stored, typed in ((composed, decomposed), (decomposed, composed)):
        assert verify_password(hash_password(stored), typed)
    assert not verify_password(hash_password(composed), "cafe-sur-la-colline")
    check_user_password_strength("e\u0301tabc" * 50, "amina")


@pytest.mark.django_db
def test_it_keeps_the_old_one_when_the_new_one_is_weak() -> None:
    user = a_user()
    set_user_password(user, "green-river-42")
    with pytest.raises(WeakPasswordError):
        set_user_password(user, "amina")
    user.refresh_from_db()
    assert verify_password(user.password_hash, "green-river-42")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a", "-"])
def test_a_generated_password_is_good_for_any_name(name: str) -> None:
    user = a_user(name)
    for _ in range(20):
        password = set_generated_passwords([user])[user.pk]
    user.refresh_from_db()
    assert verify_password(user.password_hash, password)


@pytest.mark.django_db
def test_it_sets_many_and_leaves_everything_else() -> None:
    users = [a_user("amina", phone="1"), a_user("bela", is_active=False)]
    before = {user.pk: user.created_at for user in SiteUser.objects.all()}
    SiteUser.objects.filter(name="amina").update(phone="2")
    passwords = set_generated_passwords(users)
    for user in SiteUser.objects.all():
        assert verify_password(user.password_hash, passwords[user.pk])
        assert user.created_at == before[user.pk]
        assert user.is_active == (user.name == "amina")
    assert SiteUser.objects.get(name="amina").phone == "2"
    kept = [row.history_change_reason for row in history_of(SiteUser)][2:]
    assert kept == ["Password set"] * 2


@pytest.mark.django_db
def test_it_sets_passwords_of_all_or_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    users = [a_user("amina"), a_user("bela")]
    monkeypatch.setattr(password_setting, "parts", lambda rows: ([row] for row in [*rows, None]))
    with pytest.raises(AttributeError):
        set_generated_passwords(users)
    assert not SiteUser.objects.exclude(password_hash="").exists()
