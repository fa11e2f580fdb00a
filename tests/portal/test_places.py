"""Few calls at once, first come, first served, each place with its connection to the database."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from portal.places import Places
from tests.support.waiting import wait_for

pytestmark = pytest.mark.any_database
THREADS = 6


class Watched:
    """A WSGI application that notes who is at work, on which connection, and waits to be let on."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, Any]] = []
        self.go_on = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        """The name that the call has."""
        self.begun.append((environ["name"], connections["default"]))
        self.go_on.acquire(timeout=20)
        if environ["name"] == "broken":
            raise RuntimeError("a defect")
        return [environ["name"].encode()]


def waiting_in(places: Places) -> Callable[[int], bool]:
    return lambda count: len(places._waiting) == count


def test_it_serves_in_the_order_of_arrival_on_the_connections_of_the_places() -> None:
    watched = Watched()
    places = Places(watched, 2)
    is_waiting = waiting_in(places)
    with ThreadPoolExecutor(THREADS) as threads:
        answers = []
        for number in range(THREADS):
            answers.append(threads.submit(places, {"name": str(number)}, None))
            wait_for(lambda: len(watched.begun) == min(number + 1, 2), 10, "A call at work")  # noqa: B023
            wait_for(lambda: is_waiting(max(0, number - 1)), 10, "A call that waits")  # noqa: B023
        watched.go_on.release(THREADS)
        assert [answer.result(20) for answer in answers] == [
            [str(number).encode()] for number in range(THREADS)
        ]
    assert sorted(name for name, _ in watched.begun[:2]) == ["0", "1"]
    assert len({id(used) for _, used in watched.begun}) == 2


def test_a_defect_gives_its_place_back() -> None:
    watched = Watched()
    places = Places(watched, 1)
    watched.go_on.release(2)
    with pytest.raises(RuntimeError):
        places({"name": "broken"}, None)
    assert places({"name": "next"}, None) == [b"next"]


def test_a_thread_has_its_own_connection_again_afterwards() -> None:
    watched = Watched()
    watched.go_on.release()
    own = connections["default"]
    Places(watched, 1)({"name": "one"}, None)
    assert connections["default"] is own
    assert watched.begun[0][1] is not own
