"""A site's password: how it is made, judged, stored and checked.

A client never sends the plain password but its SHA-256 as 64 lower-case hexadecimal digits
(protocol 1.2), the *client secret* of this module. What is stored is an argon2id hash of that.
"""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sites.errors import WeakPasswordError
from sites.password_rules import random_password, weaknesses

SHORTEST_PASSWORD = 12

# argon2id at the OWASP floor: 2 passes over 19 MiB, one lane; about 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def generate_password() -> str:
    """A new random password of five groups of five characters, about 123 bits."""
    return random_password(groups=5, length=5)


def check_strength(password: str, site_name: str) -> None:
    """Raises WeakPasswordError, naming every reason, when `password` could be guessed."""
    problems = weaknesses(password, SHORTEST_PASSWORD, site_name, "name of the site")
    if problems:
        raise WeakPasswordError(" ".join(problems), "Let the portal generate one, or type another.")


def client_secret(password: str) -> str:
    """What a client sends for this plain password: its SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(password.encode()).hexdigest()


def hash_secret(secret: str) -> str:
    """The argon2id hash of a client secret, as text with its salt and parameters."""
    return _hasher.hash(secret)


def verify_secret(password_hash: str, secret: str) -> bool:
    """Whether `secret` is the one that was hashed. Takes about 20 ms of one core."""
    try:
        return _hasher.verify(password_hash, secret)
    except (VerificationError, InvalidHashError):
        return False
