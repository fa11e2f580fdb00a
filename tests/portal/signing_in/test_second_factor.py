"""Signing in with a code of a phone, and looking after one's own second factor."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.signing_in.recovery_codes import recovery_codes_left
from portal.signing_in.two_factor import begin_phone, has_second_factor, key_as_text
from tests.portal.forms import text_of
from tests.portal.signing_in.people import (
    PASSWORD,
    a_person,
    code_of,
    is_signed_in,
    try_to_sign_in,
    with_phone,
)
from tests.support.people import VIEWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_workers")]
CODE_PAGE = "/admin/login/code/?next=/admin/sites/site/"
SET_UP = "/admin/account/two-factor/"


@pytest.fixture
def bela(db: None) -> User:
    """Somebody who may sign in."""
    return a_person("bela", VIEWERS)


@pytest.fixture
def signed_in(bela: User) -> Client:
    """The browser in which bela has signed in, without a second factor."""
    client = Client()
    try_to_sign_in(client, "bela")
    return client


def after_password() -> Client:
    client = Client()
    answer = try_to_sign_in(client, "bela")
    assert answer["Location"].startswith("/admin/login/code/")
    return client


def test_people_without_one_are_asked_for_no_code(signed_in: Client) -> None:
    assert is_signed_in(signed_in)
    assert "Off" in text_of(signed_in.get("/admin/account/"))


def test_the_password_alone_opens_nothing_and_the_code_leads_on(bela: User) -> None:
    key, _ = with_phone(bela)
    client = after_password()
    assert not is_signed_in(client)
    assert client.get(SET_UP).status_code == 302
    answer = client.post(CODE_PAGE, {"code": f" {code_of(key)[:3]} {code_of(key)[3:]} "})
    assert answer["Location"] == "/admin/sites/site/"
    assert is_signed_in(client)


def test_who_planted_a_session_in_a_browser_gains_nothing_of_the_password(bela: User) -> None:
    with_phone(bela)
    client = Client()
    planted = client.session
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""
    try_to_sign_in(client, "bela")
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(pk=planted.session_key).exists()


def test_nobody_is_led_to_another_host(bela: User) -> None:
    key, _ = with_phone(bela)
    answer = after_password().post(
        "/admin/login/code/?next=https://evil.example.org/", {"code": code_of(key)}
    )
    assert answer["Location"] == "/admin/"


def test_a_code_is_good_once(bela: User) -> None:
    key, _ = with_phone(bela)
    code = code_of(key)
    assert after_password().post(CODE_PAGE, {"code": code}).status_code == 302
    second = after_password()
    assert "used already" in text_of(second.post(CODE_PAGE, {"code": code}))
    assert not is_signed_in(second)


def test_after_a_wrong_code_even_the_right_one_waits(bela: User) -> None:
    key, _ = with_phone(bela)
    client = after_password()
    wrong = f"{(int(code_of(key)) + 1) % 1_000_000:06}"
    for _ in range(3):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        client.post(CODE_PAGE, {"code": wrong})
    answer = client.post(CODE_PAGE, {"code": code_of(key)})
    assert "the next is looked at in 4 s" in text_of(answer)
    assert not is_signed_in(client)


def test_the_code_page_is_closed_to_whoever_typed_no_password(bela: User) -> None:
    key, _ = with_phone(bela)
    client = Client()
    answer = client.post(CODE_PAGE, {"code": code_of(key)}, follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=%2Fadmin%2Fsites%2Fsite%2F", 302)]
    assert "The code must follow within 5 minutes." in text_of(answer)
    assert not is_signed_in(client)


def test_a_new_password_ends_the_wait_for_the_code(bela: User) -> None:
    key, _ = with_phone(bela)
    client = after_password()
    bela.set_password("another-one-altogether")
    bela.save()
    client.post(CODE_PAGE, {"code": code_of(key)})
    assert not is_signed_in(client)


def test_a_recovery_code_is_good_once_however_it_is_written(bela: User) -> None:
    _, codes = with_phone(bela)
    client = after_password()
    written = codes[0].replace("-", " ").upper()
    page = client.post("/admin/login/code/", {"code": written}, follow=True)
    assert "7 are left" in text_of(page)
    again = after_password()
    again.post(CODE_PAGE, {"code": codes[0]})
    assert not is_signed_in(again)


def test_recovery_codes_are_kept_as_hashes_only(bela: User) -> None:
    _, codes = with_phone(bela)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(set(codes)) == 8
    assert not kept & {code.replace("-", "") for code in codes} | kept & set(codes)


def test_setting_one_up_takes_the_password_shows_key_and_codes_once_and_ends_other_sessions(
    bela: User, signed_in: Client
) -> None:
    other = Client()
    try_to_sign_in(other, "bela")
    page = signed_in.get(SET_UP)
    assert "no-store" in page["Cache-Control"]
    key = page.context["key"]
    assert key in text_of(page)
    assert b"<svg" in page.content
    assert "not your password" in text_of(
        signed_in.post(SET_UP, {"code": code_of(key), "password": "guess"})
    )
    refused = signed_in.post(SET_UP, {"code": "000000", "password": PASSWORD})
    assert refused.context["key"] == key
    assert not has_second_factor(bela)
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    done = signed_in.post(SET_UP, {"code": code_of(key), "password": PASSWORD})
    codes = done.context["codes"]
    assert all(code in text_of(done) for code in codes)
    assert "no-store" in done["Cache-Control"]
    assert is_signed_in(signed_in)
    assert not is_signed_in(other)
    account = text_of(signed_in.get("/admin/account/"))
    assert "8 recovery codes left" in account
    assert not [code for code in codes if code in account]


def test_a_key_that_was_shown_before_cannot_be_confirmed(bela: User, signed_in: Client) -> None:
    former = key_as_text(begin_phone(bela))
    signed_in.get(SET_UP)
    signed_in.post(SET_UP, {"code": code_of(former), "password": PASSWORD})
    assert not has_second_factor(bela)


def test_another_phone_new_codes_and_turning_off_take_the_password(bela: User) -> None:
    key, codes = with_phone(bela)
    client = after_password()
    client.post(CODE_PAGE, {"code": code_of(key)})
    new_key = client.get(SET_UP).context["key"]
    assert "not your password" in text_of(
        client.post(SET_UP, {"code": code_of(new_key), "password": "guess"})
    )
    for path in ("/admin/account/recovery-codes/", "/admin/account/two-factor/off/"):
        assert "not your password" in text_of(client.post(path, {"password": "guess"}))
    assert recovery_codes_left(bela) == 8
    client.post(SET_UP, {"code": code_of(new_key), "password": PASSWORD})
    assert TOTPDevice.objects.get().name == "Phone"
    assert is_signed_in(client)
    page = client.post("/admin/account/recovery-codes/", {"password": PASSWORD})
    assert not set(page.context["codes"]) & set(codes)
    client.post("/admin/account/two-factor/off/", {"password": PASSWORD})
    assert not has_second_factor(bela)
    assert is_signed_in(client)


def test_wrong_passwords_on_these_pages_lock_out_too(bela: User) -> None:
    key, _ = with_phone(bela)
    client = after_password()
    client.post(CODE_PAGE, {"code": code_of(key)})
    for _ in range(5):
        answer = client.post("/admin/account/two-factor/off/", {"password": "guess"})
    assert answer.status_code == 429
    answer = client.post("/admin/account/two-factor/off/", {"password": PASSWORD})
    assert "Too many wrong passwords" in text_of(answer)
    assert has_second_factor(bela)
