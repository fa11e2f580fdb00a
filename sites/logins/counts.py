"""Counting tries to log in, before it is known whether their password is right.

Counted before, many tries at the same moment are not more than the limit. A try whose password
was right, or that was not looked at, is taken back. The counts are in the shared cache; while it
does not answer, each process counts by itself, so that guessing stays slow.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from sites.logins.counting_memory import CountingMemory
from sites.logins.subjects import Subject

log = logging.getLogger(__name__)

ENTRIES: Final = 10_000
_here = CountingMemory(ENTRIES)


def count_try(subjects: Sequence[Subject]) -> dict[str, int]:
    """Counts one more for each; how many there are by key, this one included.

    A count ends LOGIN_WINDOW_SECONDS after its first.
    """
    seconds = settings.LOGIN_WINDOW_SECONDS
    try:
        return {subject.key: _count(_name(subject.key), seconds) for subject in subjects}
    except RedisError:
        log.warning("The shared cache does not answer; each process counts logins by itself.")
        return {subject.key: _here.add(subject.key, seconds) for subject in subjects}


def take_back(subjects: Sequence[Subject]) -> None:
    """Takes back what `count_try` counted."""
    for subject in subjects:
        _here.take_back(subject.key)
        try:
            if cache.decr(_name(subject.key)) < 0:
                cache.delete(_name(subject.key))
        except ValueError:
            # The window ended in the meantime.
            continue
        except RedisError:
            return


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


def _name(key: str) -> str:
    return f"logins:{key}"
