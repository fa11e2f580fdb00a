"""The slow password check never takes all cores and threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sites.errors import TooManySignInsError
from sites.slow_checks import (
    AT_ONCE,
    MAY_WAIT,
    RETRY_SECONDS,
    login_check_place,
    slow_check_place,
)
from tests.sites.calls import Caller, ask, error_of
from tests.sites.registered import registered
from tests.support.waiting import wait_for


def run_check(entered: threading.Event, leave: threading.Event) -> None:
    with slow_check_place():
        entered.set()
        assert leave.wait(20)


def test_it_runs_one_check_after_another() -> None:
    for _ in range(3 * (AT_ONCE + MAY_WAIT)):
        with slow_check_place():
            pass


def test_it_gives_the_place_back_after_an_error() -> None:
    for _ in range(3 * (AT_ONCE + MAY_WAIT)):
        with pytest.raises(RuntimeError), slow_check_place():
            raise RuntimeError


def test_it_lets_the_next_one_wait_for_its_turn() -> None:
    with ThreadPoolExecutor() as threads:
        entered, leave = threading.Event(), threading.Event()
        leave.set()
        with slow_check_place():
            waiting = threads.submit(run_check, entered, leave)
            assert not entered.is_set()
        waiting.result(20)
        assert entered.is_set()


def test_it_sends_away_whoever_waited_too_long() -> None:
    entered, leave = threading.Event(), threading.Event()
    with ThreadPoolExecutor() as threads, slow_check_place():
        waiting = threads.submit(run_check, entered, leave)
        assert isinstance(waiting.exception(20), TooManySignInsError)
        assert not entered.is_set()


def test_it_lets_a_person_wait_longer_than_a_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sites.slow_checks.LONGEST_WAIT_SECONDS", 0)
    entered = threading.Event()

    def log_in() -> None:
        with login_check_place():
            entered.set()

    with ThreadPoolExecutor() as threads:
        with login_check_place(), slow_check_place():
            waiting = threads.submit(log_in)
            site = threads.submit(run_check, threading.Event(), threading.Event())
            assert isinstance(site.exception(20), TooManySignInsError)
            assert not waiting.done()
        waiting.result(20)
    assert entered.is_set()


def test_it_sends_everybody_away_at_once_but_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sites.slow_checks.LONGEST_WAIT_SECONDS", 60)
    entered, leave = threading.Event(), threading.Event()
    leave.set()
    with ThreadPoolExecutor(8) as threads:
        with slow_check_place():
            checks = [threads.submit(run_check, entered, leave) for _ in range(8)]
            wait_for(lambda: sum(c.done() for c in checks) == 8 - MAY_WAIT, 20, "Seven refusals")
        errors = [check.exception(20) for check in checks]
    assert [type(error) for error in errors if error] == [TooManySignInsError] * (8 - MAY_WAIT)
    assert entered.is_set()


def test_it_never_runs_more_than_its_number_at_once() -> None:
    start = threading.Barrier(10, timeout=20)
    present: list[int] = []
    most: list[int] = []

    def check(_: int) -> bool:
        start.wait()
        try:
            with slow_check_place():
                present.append(1)
                most.append(len(present))
                present.pop()
        except TooManySignInsError as error:
            assert error.retry_seconds == RETRY_SECONDS  # noqa: PT017
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        passed = list(threads.map(check, range(10)))
    assert any(passed)
    assert max(most) == AT_ONCE


@pytest.mark.django_db
def test_it_asks_a_new_site_to_come_back_and_lets_a_remembered_one_in() -> None:
    registered("District 12")
    registered("District 13")
    assert ask(Caller("District 12")).status_code == 200
    with slow_check_place():
        response = ask(Caller("District 13"))
        assert ask(Caller("District 12")).status_code == 200
    error = error_of(response, 503)
    assert (error["code"], error["data"]) == ("site_auth_timeout", {"retryAfterSeconds": 60})
    assert response["Retry-After"] == "60"
    assert ask(Caller("District 13")).status_code == 200
