"""What passwords of sites and of people have in common: how they are made, and what is weak."""

import secrets
from typing import Final

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
)
from django.core.exceptions import ValidationError

from sites.names import name_key

# Without letters and digits that look alike, so that it can be read out over a telephone.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_common: Final = CommonPasswordValidator()
_numeric: Final = NumericPasswordValidator()


def random_password(groups: int, length: int) -> str:
    """A random password of so many groups of `length` characters, with hyphens in between."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(length)) for _ in range(groups)
    )


def weaknesses(password: str, shortest: int, name: str, whose_name: str) -> list[str]:
    """Sentences that say why `password` could be guessed; none for a good one.

    `shortest` is in characters; `name`, which sentences call `whose_name`, must not be part of it.
    """
    problems: list[str] = []
    for validator in (MinimumLengthValidator(shortest), _common, _numeric):
        try:
            validator.validate(password)
        except ValidationError as error:
            problems.extend(error.messages)
    if name_key(name) and name_key(name) in name_key(password):
        problems.append(f"The password contains the {whose_name}.")
    if len(set(password)) < shortest // 2:
        problems.append("The password repeats the same few characters.")
    return problems
