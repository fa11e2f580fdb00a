"""People who sign in with a password, and the codes of their phones."""

import time
from base64 import b32decode
from typing import Any

import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import TOTP

from portal.signing_in.two_factor import begin_phone, confirm_phone, key_as_text
from tests.support.people import person

PASSWORD = "weaver-birds-in-the-acacia"
SIGN_IN = "/admin/login/"


def a_person(name: str, role: str) -> User:
    """Somebody of a role, with a password."""
    somebody = person(name, role)
    somebody.set_password(PASSWORD)
    somebody.save()
    return somebody


def try_to_sign_in(
    client: Client, name: str, password: str = PASSWORD, address: str = "192.0.2.7", **headers: Any
) -> Any:
    """The answer to a name and a password, not followed."""
    typed = {"username": name, "password": password, "next": "/admin/"}
    return client.post(SIGN_IN, typed, REMOTE_ADDR=address, headers=headers)


def is_signed_in(client: Client) -> bool:
    """Whether the overview is shown."""
    return bool(client.get("/admin/").status_code == 200)


def code_of(key: str) -> str:
    """What a phone shows now that has the key, in base32."""
    totp = TOTP(b32decode(key.replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06}"


def with_phone(somebody: User) -> tuple[str, list[str]]:
    """Has somebody set up a phone a minute ago; returns its key in base32 and the recovery codes.

    A minute ago, because a code is good once and the present one is for the test.
    """
    with time_machine.travel(time.time() - 60, tick=False):
        key = key_as_text(begin_phone(somebody))
        _, codes = confirm_phone(somebody, code_of(key))
    return key, codes
