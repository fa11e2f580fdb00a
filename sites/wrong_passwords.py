"""Counting wrong passwords, so that nobody can try many and none costs much.

They are counted for a name *and* an address together: whoever guesses at one site locks neither
other sites nor that site's own device out, which calls from elsewhere or is remembered. The Open
mSupply central server calls in the name of every site, from one address (protocol 5.6), so a count
by address alone would let one site's mistake stop all others.
"""

import hashlib
import logging

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from sites.errors import TooManyWrongPasswordsError

log = logging.getLogger(__name__)


def refuse_after_too_many(name_key: str, address: str) -> None:
    """Raises TooManyWrongPasswordsError when `address` was wrong about this name too often."""
    try:
        count = cache.get(_counter(name_key, address), 0)
    except RedisError:
        log.warning("The shared cache does not answer; wrong passwords are not counted.")
        return
    if count >= settings.WRONG_PASSWORD_LIMIT:
        raise TooManyWrongPasswordsError(settings.WRONG_PASSWORD_WINDOW_SECONDS)


def count_wrong_password(name_key: str, address: str) -> None:
    """Counts one more; the count ends WRONG_PASSWORD_WINDOW_SECONDS after its first."""
    counter = _counter(name_key, address)
    try:
        cache.add(counter, 0, settings.WRONG_PASSWORD_WINDOW_SECONDS)
        if cache.incr(counter) == 1:
            # The window may have ended between the two calls, and a new count has no end.
            cache.touch(counter, settings.WRONG_PASSWORD_WINDOW_SECONDS)
    except ValueError:
        # The window ended between the two calls: this one is not counted.
        return
    except RedisError:
        log.warning("The shared cache does not answer; a wrong password was not counted.")


def _counter(name_key: str, address: str) -> str:
    digest = hashlib.sha256(f"{name_key}\0{address}".encode()).hexdigest()
    return f"wrong-passwords:{digest}"
