"""The second factor of people of this admin: codes of a phone (TOTP), and recovery codes."""

from base64 import b32encode
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.environment import TwoFactorRequired
from portal.signing_in.errors import (
    CodeTooSoonError,
    CodeWrongError,
    NoPhoneToConfirmError,
    SecondFactorRequiredError,
)
from portal.signing_in.recovery_codes import make_recovery_codes, stored_form

PHONE: Final = "Phone"
DIGITS: Final = 6
SEPARATORS: Final = str.maketrans("", "", " -\t\n\r")
GROUP: Final = 4
# What everybody may do who may look at things: a token does no more than its person.
OF_WHO_LOOKS: Final = frozenset({"portal.add_apitoken"})


def has_second_factor(person: User) -> bool:
    """Whether this person is asked for a code at each sign-in."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).exists()


def second_factor_since(person: User) -> datetime | None:
    """Since when the person has a second factor; None without one."""
    device = TOTPDevice.objects.filter(user=person, confirmed=True).first()
    return device.created_at if device else None


def must_have_second_factor(person: User) -> bool:
    """Whether TWO_FACTOR_REQUIRED asks one of this person.

    Administrators are those who may do more than look at things.
    """
    required = settings.TWO_FACTOR_REQUIRED
    if required == TwoFactorRequired.ADMINISTRATORS:
        return person.is_superuser or any(map(_does_more_than_look, person.get_all_permissions()))
    return bool(required == TwoFactorRequired.EVERYBODY)


def begin_phone(person: User) -> TOTPDevice:
    """A new key for a phone, which counts for nothing until a code of it confirms it.

    A key that was begun before is forgotten, so that nobody confirms what somebody else has read.
    """
    with transaction.atomic():
        TOTPDevice.objects.filter(user=person, confirmed=False).delete()
        device: TOTPDevice = TOTPDevice.objects.create(user=person, name=PHONE, confirmed=False)
    return device


def phone_in_hand(person: User) -> TOTPDevice | None:
    """The key that was begun and waits for its first code."""
    return TOTPDevice.objects.filter(user=person, confirmed=False).order_by("-pk").first()


def key_as_text(device: TOTPDevice) -> str:
    """The key as one types it into a phone: base32 in groups of four."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def confirm_phone(person: User, typed: str) -> tuple[TOTPDevice, list[str]]:
    """Turns the second factor on, or replaces it, with a code of the key that was begun.

    Returns the device and the new recovery codes, which are shown this once. Raises
    SecondFactorError and leaves what was before.
    """
    codes: list[str] = []
    with transaction.atomic():
        waiting = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False)
        device = waiting.order_by("-pk").first()
        refused = _refusal(device, _without_separators(typed))
        if device is not None and refused is None:
            TOTPDevice.objects.filter(user=person).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            codes = make_recovery_codes(person)
    if device is None:
        raise NoPhoneToConfirmError("No phone is being set up.", "Open the page again.")
    if refused is not None:
        raise refused
    return device, codes


def check_code(person: User, typed: str) -> Device:
    """The device, phone or recovery codes, whose code this is. Raises SecondFactorError.

    A code is good once. After wrong ones the next is looked at only after a pause, which doubles.
    """
    code = _without_separators(typed)
    is_of_phone = len(code) == DIGITS and code.isdigit()
    model = TOTPDevice if is_of_phone else StaticDevice
    with transaction.atomic():
        owned = model.objects.select_for_update().filter(user=person, confirmed=True)
        device: Device | None = owned.first()
        refused = _refusal(device, code if is_of_phone else stored_form(person, code))
    if device is None or refused is not None:
        raise refused or _wrong()
    return device


def turn_off(person: User) -> None:
    """Takes the second factor away. Raises SecondFactorRequiredError where it must be."""
    if must_have_second_factor(person):
        raise SecondFactorRequiredError(
            "This portal requires a second factor of you.", "Set up another phone instead."
        )
    remove_second_factor(person)


def remove_second_factor(person: User) -> bool:
    """Takes phone and recovery codes away from somebody; says whether there was a phone."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=person).delete()
        had_one = has_second_factor(person)
        TOTPDevice.objects.filter(user=person).delete()
    return had_one


def _refusal(device: Device | None, token: str) -> CodeWrongError | CodeTooSoonError | None:
    """Why a token is refused; the device counts the refusal, so nothing is raised here."""
    if device is None:
        return _wrong()
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return _too_soon(why["locked_until"])
    return None if device.verify_token(token) else _wrong()


def _wrong() -> CodeWrongError:
    return CodeWrongError(
        "This code is wrong, or it was used already.",
        "Wait for the next one, and check that the clock of the phone is right.",
    )


def _too_soon(until: datetime) -> CodeTooSoonError:
    seconds = max(int((until - timezone.now()).total_seconds()) + 1, 1)
    return CodeTooSoonError(
        f"There were several wrong codes; the next is looked at in {seconds} s.",
        "Wait so long. If the phone is lost, use a recovery code, or ask an administrator to"
        " reset the second factor.",
    )


def _without_separators(typed: str) -> str:
    return typed.translate(SEPARATORS)


def _does_more_than_look(permission: str) -> bool:
    is_to_look = permission.partition(".")[2].startswith("view_")
    return not (is_to_look or permission in OF_WHO_LOOKS)
