"""Verified credentials, remembered so that the slow hash is computed once and not per call.

What is remembered is a fingerprint: a keyed hash of the stored password hash and the secret that
fits it. It lets nobody in by itself, and a new password makes every old fingerprint worthless at
once because the stored hash is part of it. It is kept in the process (bounded) and in the shared
cache, which outlives a restart, so that a country that calls at once after one costs no slow
checks; never in the database.
"""

import hashlib
import hmac
import logging
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from sites.bounded_memory import BoundedMemory

log = logging.getLogger(__name__)

SHARED_SECONDS = 30 * 24 * 3600
IN_PROCESS_SECONDS = 24 * 3600
IN_PROCESS_ENTRIES = 100_000

_in_process = BoundedMemory(IN_PROCESS_ENTRIES, IN_PROCESS_SECONDS)


def fingerprint(password_hash: str, secret: str) -> str:
    """The keyed hash that stands for "this secret fits this stored hash"."""
    return hmac.digest(_key(), f"{password_hash}\0{secret}".encode(), "sha256").hex()


def is_remembered(mark: str) -> bool:
    """Whether this fingerprint was remembered, here or by another process."""
    if mark in _in_process:
        return True
    try:
        known = cache.touch(_cache_name(mark), SHARED_SECONDS)
    except RedisError:
        log.warning("The shared cache does not answer; passwords are checked the slow way.")
        return False
    if known:
        _in_process.add(mark)
    return known


def remember(mark: str) -> None:
    """Remembers a fingerprint, in this process and, when it answers, in the shared cache."""
    _in_process.add(mark)
    try:
        cache.set(_cache_name(mark), 1, SHARED_SECONDS)
    except RedisError:
        log.warning("The shared cache does not answer; a verified password is kept here only.")


def forget_in_process() -> None:
    """Forgets what this process remembers, as a restart does."""
    _in_process.clear()


@lru_cache(maxsize=1)
def _key() -> bytes:
    return hashlib.sha256(
        b"portal.remembered-credentials\0" + settings.SECRET_KEY.encode()
    ).digest()


def _cache_name(mark: str) -> str:
    return f"credential:{mark}"
