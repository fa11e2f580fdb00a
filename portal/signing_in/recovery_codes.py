"""Recovery codes: what somebody signs in with who has lost the phone. Each is good once.

Kept by django-otp's static device, but hashed: with a key that is not in the database.
"""

import base64
import secrets
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

CODE_COUNT: Final = 8
# 60 bits: 12 characters out of the 32 of base32, in groups of 4.
CODE_LENGTH: Final = 12
GROUP: Final = 4
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
# Base32 has neither a nought nor a one; whoever reads one from paper means a letter.
LOOKS_LIKE: Final = str.maketrans("01", "ol")
# As many bytes as fit into the 16 characters that django-otp has for a token.
HASH_BYTES: Final = 12


def make_recovery_codes(person: User) -> list[str]:
    """New recovery codes in place of all former ones, as they are shown to the person this once."""
    codes = [_random_code() for _ in range(CODE_COUNT)]
    with transaction.atomic():
        device = StaticDevice.objects.filter(user=person).first()
        if device is None:
            device = StaticDevice.objects.create(user=person, name="Recovery codes")
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=stored_form(person, code)) for code in codes
        )
    return [_in_groups(code) for code in codes]


def recovery_codes_left(person: User) -> int:
    """How many of the person's codes were not used yet."""
    return StaticToken.objects.filter(device__user=person).count()


def stored_form(person: User, code: str) -> str:
    """The 16 characters that stand for a code of this person in the database."""
    plain = f"{person.pk}\0{code.lower().translate(LOOKS_LIKE)}"
    hashed = salted_hmac("portal.signing_in.recovery_codes", plain, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(hashed[:HASH_BYTES]).decode()


def _random_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _in_groups(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
