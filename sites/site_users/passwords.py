"""The password of a user of sites: how it is made, judged, stored and checked.

A site sends the plain password with every login (protocol 8.1); stored is an argon2id hash of it.
"""

import unicodedata
from typing import Final

from sites.credentials import hash_secret, verify_secret
from sites.errors import WeakPasswordError
from sites.password_rules import random_password, weaknesses

# A person types it on a tablet, many times a day, and is locked out after a few wrong tries.
SHORTEST_PASSWORD: Final = 8
# Nobody remembers a longer one, and hashing reads all of it.
LONGEST_PASSWORD: Final = 256


def generate_user_password() -> str:
    """A new random password of three groups of four characters, about 59 bits."""
    return random_password(groups=3, length=4)


def check_user_password_strength(password: str, user_name: str) -> None:
    """Raises WeakPasswordError, naming every reason, when `password` could be guessed."""
    password = _in_one_form(password)
    problems = weaknesses(password, SHORTEST_PASSWORD, user_name, "user name")
    if len(password) > LONGEST_PASSWORD:
        problems.append(f"The password is longer than {LONGEST_PASSWORD} characters.")
    if problems:
        raise WeakPasswordError(" ".join(problems), "Let the portal generate one, or type another.")


def hash_password(password: str) -> str:
    """The argon2id hash of a plain password, as text with its salt and parameters."""
    return hash_secret(_in_one_form(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether `password` is the one that was hashed. Takes about 20 ms of one core."""
    return verify_secret(password_hash, _in_one_form(password))


def _in_one_form(password: str) -> str:
    """One keyboard sends an accented letter as one character, another as two (NFC and NFD)."""
    return unicodedata.normalize("NFC", password)
