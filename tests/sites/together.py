"""Several writers at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_the_same_moment(
    acts: Sequence[Callable[[], T]], losing: type[Exception] | tuple[type[Exception], ...] = ()
) -> list[T | Exception]:
    """What each of the acts returned, or the `losing` error that it raised, in their order."""
    start = threading.Barrier(len(acts), timeout=20)

    def run(act: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return act()
        except losing as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def errors_among(results: Sequence[object]) -> list[Exception]:
    """The errors among what the acts returned or raised."""
    return [result for result in results if isinstance(result, Exception)]
