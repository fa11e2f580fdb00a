"""The secret of a token: what it looks like, and what is kept of it."""

import hashlib
import re
import secrets
from typing import Final

# Lets programs that look for leaked secrets find one in a file or a log.
PREFIX: Final = "omsportal_"
RANDOM_BYTES: Final = 32
FORM: Final = re.compile(rf"{PREFIX}[0-9a-f]{{{2 * RANDOM_BYTES}}}", re.ASCII)


def make_secret() -> str:
    """A new secret of 256 random bits."""
    return PREFIX + secrets.token_hex(RANDOM_BYTES)


def is_of_our_form(text: str) -> bool:
    """Whether `text` can be a secret of the portal at all."""
    return FORM.fullmatch(text) is not None


def digest_of(secret: str) -> str:
    """What is kept of a secret, hexadecimal.

    One round of SHA-256 is enough here: what nobody chose nobody can guess.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
