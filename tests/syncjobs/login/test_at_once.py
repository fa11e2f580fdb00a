"""Many logins at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from sites.choices import LoginOutcome
from sites.logins.guard import Guard
from sites.models import LoginLockout, SiteLogin
from sites.slow_checks import AT_ONCE, LOGINS_MAY_WAIT
from tests.sites import calls
from tests.sites.registered import registered
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import at_the_same_moment
from tests.syncjobs.login.people import HOSPITAL, a_user, guess, log_in

ROOM = AT_ONCE + LOGINS_MAY_WAIT


class SlowCheck:
    """Stands for the slow check; says how many run at once, and lets none end before `leave`."""

    def __init__(self) -> None:
        self.leave = threading.Event()
        self.begun: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, password_hash: str, password: str) -> bool:
        assert password_hash
        with self._lock:
            self.begun.append(password)
        assert self.leave.wait(20)
        return False


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> SlowCheck:
    check = SlowCheck()
    monkeypatch.setattr("syncjobs.login.people.verify_password", check)
    monkeypatch.setattr("sites.slow_checks.LONGEST_LOGIN_WAIT_SECONDS", 60)
    return check


def status_of(name: str, address: str) -> int:
    try:
        return int(log_in(name, "wrong", address).status_code)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_it_never_looks_at_more_passwords_than_the_limit(
    settings: Settings, check: SlowCheck
) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    with ThreadPoolExecutor(6) as threads:
        tries = [threads.submit(status_of, "Amina", HOSPITAL) for _ in range(6)]
        wait_for(lambda: sum(each.done() for each in tries) == 6 - ROOM, 20, "The refusals")
        check.leave.set()
    assert sorted(each.result() for each in tries) == [401] * 2 + [403] + [503] * 3
    assert len(check.begun) == 2
    assert LoginLockout.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db
def test_it_refuses_a_try_beyond_the_limit_and_locks_nobody_out(settings: Settings) -> None:
    """Each Guard stands for a call to another process, whose passwords are looked at just now."""
    settings.LOGIN_LIMIT = 2
    a_user()
    first, second, third = (Guard("Amina", HOSPITAL) for _ in range(3))
    first.begin()
    second.begin()
    for _ in range(3):
        assert log_in().status_code == 503
    assert not LoginLockout.objects.exists()
    first.passed()
    second.passed()
    assert guess(1) == [401]
    third.begin()
    assert log_in(password="wrong").status_code == 503
    third.failed("Amina")
    assert guess(1) == [403]


@pytest.mark.django_db(transaction=True)
def test_it_locks_nobody_out_whose_passwords_are_all_right(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    answers = at_the_same_moment([_let_in] * 12)
    assert set(answers) <= {200, 503}
    assert 200 in answers
    assert not LoginLockout.objects.exists()
    assert _let_in() == 200


@pytest.mark.django_db(transaction=True)
def test_it_refuses_who_is_not_active_even_when_it_has_no_place(check: SlowCheck) -> None:
    amina = a_user()
    idle = a_user("Idle", is_active=False)
    with ThreadPoolExecutor(ROOM) as threads:
        held = [threads.submit(status_of, f"name {n}", f"192.0.2.{n}") for n in range(ROOM)]
        wait_for(lambda: check.begun and sum(each.running() for each in held) == ROOM, 20, "All")
        statuses = [log_in(name).status_code for name in ("Amina", "Idle")]
        check.leave.set()
    assert statuses == [503, 401]
    assert SiteLogin.objects.get(user=idle).outcome == LoginOutcome.INACTIVE
    assert SiteLogin.objects.get(user=amina).outcome == LoginOutcome.TOO_MANY


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_logins_keeps_no_site_from_signing_in(check: SlowCheck) -> None:
    a_user()
    registered("Known")
    registered("New")
    assert calls.ask(calls.Caller("Known")).status_code == 200
    with ThreadPoolExecutor(10) as threads:
        tries = [
            threads.submit(status_of, f"name {number}", f"192.0.2.{number}") for number in range(10)
        ]
        wait_for(lambda: sum(each.done() for each in tries) == 10 - ROOM, 20, "The refusals")
        assert len(check.begun) == AT_ONCE
        assert calls.ask(calls.Caller("Known")).status_code == 200
        check.leave.set()
    statuses = sorted(each.result() for each in tries)
    assert statuses == [401] * ROOM + [503] * (10 - ROOM)
    assert calls.ask(calls.Caller("New")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_counts_no_try_that_it_had_no_place_for(
    settings: Settings, check: SlowCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    with ThreadPoolExecutor(ROOM) as threads:
        held = [threads.submit(status_of, f"name {n}", f"192.0.2.{n}") for n in range(ROOM)]
        wait_for(lambda: check.begun and sum(each.running() for each in held) == ROOM, 20, "All")
        statuses = [log_in().status_code for _ in range(5)]
        check.leave.set()
    assert [each.result() for each in held] == [401] * ROOM
    monkeypatch.undo()
    assert set(statuses) == {503}
    assert not LoginLockout.objects.exists()
    assert guess(2) == [401] * 2


@pytest.mark.django_db(transaction=True)
def test_it_locks_out_once_when_several_reach_the_limit_together(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 2
    a_user()
    answers = at_the_same_moment([lambda: status_of("Amina", HOSPITAL)] * 6)
    assert set(answers) <= {401, 403, 503}
    assert answers.count(401) <= 2
    while log_in(password="wrong").status_code == 401:
        pass
    assert LoginLockout.objects.filter(is_current=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_lets_many_in_and_counts_them_in_few_rows() -> None:
    a_user()
    answers = at_the_same_moment([_let_in] * ROOM)
    assert answers == [200] * ROOM
    assert sum(SiteLogin.objects.values_list("count", flat=True)) == ROOM


def _let_in() -> int:
    return int(log_in().status_code)
