"""Counting tries to log in, before it is known whether their password is right.

Counted before, many tries at the same moment are not more than the limit. A try whose password
was right, or that was not looked at, is taken back: only wrong passwords lock anybody out. The
counts are in the shared cache; while it does not answer, each process counts by itself, so that
guessing stays slow.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from sites.logins.counting_memory import CountingMemory
from sites.logins.subjects import Subject

log = logging.getLogger(__name__)

ENTRIES: Final = 10_000
_here = CountingMemory(ENTRIES)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tries there are by key, the one that was counted included.

    `is_shared` is false when only this process has counted it.
    """

    by_key: dict[str, int]
    is_shared: bool


def count_try(subjects: Sequence[Subject]) -> Counted:
    """Counts one more for each. A count ends LOGIN_WINDOW_SECONDS after its first."""
    seconds = settings.LOGIN_WINDOW_SECONDS
    keys = [subject.key for subject in subjects]
    try:
        return Counted({key: _count(_name(key), seconds) for key in keys}, is_shared=True)
    except RedisError:
        log.warning("The shared cache does not answer; each process counts logins by itself.")
        return Counted({key: _here.add(key, seconds) for key in keys}, is_shared=False)


def take_back(counted: Counted) -> None:
    """Takes back what `count_try` counted, where it was counted."""
    for key in counted.by_key:
        if counted.is_shared:
            _take_back_shared(_name(key))
        else:
            _here.take_back(key)


def end_with_lockout(key: str) -> None:
    """Keeps the count until the lockout ends that begins now, and no longer.

    Tries that are on their way already are beyond the limit until then.
    """
    seconds = settings.LOGIN_LOCKOUT_SECONDS
    _here.end_in(key, seconds)
    with suppress(RedisError):
        cache.touch(_name(key), seconds)


def forget(key: str) -> None:
    """Begins to count anew."""
    _here.forget(key)
    with suppress(RedisError):
        cache.delete(_name(key))


def forget_in_process() -> None:
    """Forgets what this process has counted, as a restart does."""
    _here.clear()


def _count(name: str, seconds: int) -> int:
    cache.add(name, 0, seconds)
    try:
        count = cache.incr(name)
    except ValueError:
        # The window ended between the two calls.
        cache.set(name, 1, seconds)
        return 1
    if count == 1:
        # The same may have happened unseen, and a new count has no end.
        cache.touch(name, seconds)
    return count


def _take_back_shared(name: str) -> None:
    # The window may have ended in the meantime, or the cache have gone away.
    with suppress(ValueError, RedisError):
        if cache.decr(name) < 0:
            cache.delete(name)


def _name(key: str) -> str:
    return f"logins:{key}"
