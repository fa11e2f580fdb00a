"""Passwords of sites that came from an old server, until each site has called for the first time.

What the old server kept is the client secret itself: whoever reads it can sign in with it. It is
not stored; a salted SHA-256 of it is. That is checked at once, without a place for a slow check. It
is quick to guess at, too, so that the first right password puts the slow hash in its place.
"""

import hmac
import re
import secrets
from functools import partial
from typing import Final

from sites.credentials import hash_secret
from sites.errors import TooManySignInsError
from sites.models import Site
from sites.remembered_credentials import fingerprint, remember
from sites.slow_checks import place_if_free, run_in_background

SCHEME: Final = "imported_sha256"
_SALT_BYTES: Final = 16
_SECRET: Final = re.compile(r"[0-9a-f]{64}\Z")


def is_client_secret(text: str) -> bool:
    """Whether this is what a client could send for its password: a SHA-256 in lower case."""
    return _SECRET.match(text) is not None


def hash_imported(secret: str) -> str:
    """The salted hash of a client secret, as text with its scheme and its salt."""
    return _hashed(secret, secrets.token_hex(_SALT_BYTES))


def is_imported(password_hash: str) -> bool:
    """Whether this is a hash of `hash_imported`, which waits for the site's first call."""
    return password_hash.startswith(f"{SCHEME}$")


def fits_imported(password_hash: str, secret: str) -> bool:
    """Whether `secret` is the one of which `hash_imported` made this hash. Takes microseconds."""
    _, _, rest = password_hash.partition("$")
    salt, _, _ = rest.partition("$")
    return hmac.compare_digest(_hashed(secret, salt), password_hash)


def upgrade_imported(site_id: int, password_hash: str, secret: str) -> None:
    """Puts the slow hash of the right `secret` in the place of its imported one.

    It is left to a later call when all places for slow checks are taken now, and not done when the
    password was changed in the meantime. The secret is remembered only with its slow hash.
    """
    try:
        with place_if_free():
            slow_hash = run_in_background(partial(hash_secret, secret))
    except TooManySignInsError:
        return
    imported = Site.objects.filter(pk=site_id, password_hash=password_hash)
    if imported.update(password_hash=slow_hash):
        remember(fingerprint(slow_hash, secret))


def _hashed(secret: str, salt: str) -> str:
    digest = hmac.digest(salt.encode(), secret.encode(), "sha256").hex()
    return f"{SCHEME}${salt}${digest}"
