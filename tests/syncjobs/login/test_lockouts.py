"""Nobody may try many passwords, and nobody's tries may keep others from work."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from sites.choices import LockoutKind
from sites.logins.errors import LockoutGoneError
from sites.logins.lockouts import lift
from sites.models import LoginLockout, SiteLogin
from tests.support.people import ADMINISTRATORS, person
from tests.support.servers import ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.login.people import (
    ELSEWHERE,
    HOSPITAL,
    PASSWORD,
    a_user,
    guess,
    log_in,
    remaining,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 3
    settings.LOGIN_LIMIT_OF_NAME = 6
    settings.LOGIN_LIMIT_OF_ADDRESS = 9
    a_user()


def end_all(seconds_ago: int = 1) -> None:
    """Makes every lockout as old as if it had ended so long ago, when its count ended as well."""
    cache.clear()
    LoginLockout.objects.update(until=timezone.now() - timedelta(seconds=seconds_ago))


def test_it_locks_a_name_out_at_the_address_of_the_guesses(settings: Settings) -> None:
    assert guess(3) == [401] * 3
    milliseconds = remaining(log_in(password=PASSWORD))
    assert 0 < settings.LOGIN_LOCKOUT_SECONDS * 1_000 - milliseconds < 60_000
    lockout = LoginLockout.objects.get()
    assert (lockout.kind, lockout.name, lockout.address) == ("name_and_address", "Amina", HOSPITAL)
    assert (lockout.failures, str(lockout)) == (3, f"Amina from {HOSPITAL}")
    assert log_in(address=ELSEWHERE).status_code == 200


def test_it_leaves_others_at_the_address_alone() -> None:
    a_user("Bakari")
    guess(3)
    assert log_in("Bakari").status_code == 200


def test_it_says_truly_how_long_it_lasts() -> None:
    guess(3)
    end = timezone.now() + timedelta(seconds=7)
    LoginLockout.objects.update(until=end)
    first = remaining(log_in())
    second = remaining(log_in())
    assert 0 < second <= first <= 7_000
    LoginLockout.objects.update(until=end - timedelta(seconds=5))
    assert remaining(log_in()) <= 2_000


def test_it_is_not_prolonged_by_tries_that_it_refuses() -> None:
    guess(3)
    until = LoginLockout.objects.get().until
    for _ in range(5):
        remaining(log_in(password="wrong"))
    assert LoginLockout.objects.get().until == until


def test_it_begins_to_count_anew_after_a_lockout() -> None:
    guess(3)
    end_all()
    assert guess(2) == [401] * 2
    assert log_in().status_code == 200
    assert LoginLockout.objects.count() == 1
    guess(3)
    assert [row.is_current for row in LoginLockout.objects.order_by("id")] == [False, True]


def test_it_counts_a_name_however_it_is_written() -> None:
    for name in ("Amina", "AMINA", " amina "):
        guess(1, name)
    remaining(log_in())


def test_it_counts_names_that_nobody_has_in_the_same_way() -> None:
    assert guess(4, "Nobody") == [401, 401, 401, 403]
    assert guess(4, "Amina") == [401, 401, 401, 403]
    names = set(LoginLockout.objects.values_list("name", flat=True))
    assert names == {"No… (6 characters)", "Amina"}


def test_it_lets_a_count_end_with_its_lockout(settings: Settings) -> None:
    settings.LOGIN_LOCKOUT_SECONDS = 1
    guess(3)
    wait_for(lambda: log_in().status_code == 200, 10, "The end of the lockout")
    assert guess(2) == [401] * 2


def test_it_forgets_the_mistakes_of_somebody_who_then_logs_in(settings: Settings) -> None:
    settings.LOGIN_LIMIT_OF_NAME = 99
    for _ in range(4):
        assert guess(2) == [401] * 2
        assert log_in().status_code == 200
    assert not LoginLockout.objects.exists()


def test_it_locks_a_name_out_everywhere_after_guesses_from_many_addresses() -> None:
    for number in range(3):
        assert guess(2, address=f"198.51.100.{number}") == [401] * 2
    remaining(log_in(address=HOSPITAL))
    lockout = LoginLockout.objects.get()
    assert (lockout.kind, lockout.name, lockout.address) == ("name", "Amina", "")
    assert str(lockout) == "Amina from any address"


def test_it_lets_a_user_go_on_where_they_logged_in_before_the_guesses() -> None:
    assert log_in(address=HOSPITAL).status_code == 200
    for number in range(3):
        guess(2, address=f"198.51.100.{number}")
    remaining(log_in(address=ELSEWHERE))
    assert log_in(address=HOSPITAL).status_code == 200
    # There, too, only a few guesses are allowed.
    assert guess(4, address=HOSPITAL) == [401, 401, 401, 403]


def test_it_takes_no_address_of_long_ago_for_the_users_own() -> None:
    log_in(address=HOSPITAL)
    SiteLogin.objects.update(at=timezone.now() - timedelta(days=31))
    for number in range(3):
        guess(2, address=f"198.51.100.{number}")
    remaining(log_in(address=HOSPITAL))


def test_it_locks_an_address_out_that_guesses_at_many_names() -> None:
    a_user("Bakari")
    assert [guess(1, f"name {number}") for number in range(9)] == [[401]] * 9
    remaining(log_in("Bakari"))
    lockout = LoginLockout.objects.get()
    assert (lockout.kind, lockout.name, lockout.address) == ("address", "", HOSPITAL)
    assert log_in("Bakari", address=ELSEWHERE).status_code == 200


def test_it_spares_who_logged_in_at_an_address_before_it_was_locked_out() -> None:
    a_user("Bakari")
    assert log_in(address=HOSPITAL).status_code == 200
    for number in range(9):
        guess(1, f"name {number}", HOSPITAL)
    remaining(log_in("Bakari", address=HOSPITAL))
    remaining(log_in("x\0y", address=HOSPITAL))
    assert log_in(address=HOSPITAL).status_code == 200
    # There, too, only a few guesses are allowed.
    assert guess(4, address=HOSPITAL) == [401, 401, 401, 403]


@pytest.mark.parametrize(
    ("now", "is_own"),
    [("2001:db8:1:2:ffff::b", True), ("2001:db8:1:3::a", False), (HOSPITAL, False)],
)
def test_it_knows_a_users_own_network_of_ipv6(now: str, is_own: bool) -> None:  # noqa: FBT001
    assert log_in(address="2001:db8:1:2::a").status_code == 200
    for number in range(3):
        guess(2, address=f"198.51.100.{number}")
    assert (log_in(address=now).status_code == 200) is is_own


def test_it_knows_a_users_own_address_of_ipv4_in_either_spelling() -> None:
    assert log_in(address="::ffff:192.0.2.7").status_code == 200
    for number in range(3):
        guess(2, address=f"198.51.100.{number}")
    assert log_in(address="192.0.2.7").status_code == 200
    assert log_in(address="::FFFF:192.0.2.7").status_code == 200


def test_a_good_password_wipes_out_nothing_that_is_counted_for_others() -> None:
    a_user("Bakari")
    for number in range(9):
        assert guess(1, f"name {number}") == [401]
        if number < 8:
            assert log_in("Bakari").status_code == 200
    remaining(log_in("Nobody"))


@pytest.mark.parametrize(
    ("others", "is_same"),
    [
        ("2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", False),
    ],
)
def test_it_takes_a_network_of_ipv6_for_one_caller(others: str, is_same: bool) -> None:  # noqa: FBT001
    guess(3, address="2001:db8:1:2::1")
    assert (log_in(address=others).status_code == 403) is is_same


def test_it_knows_an_address_of_ipv4_in_either_spelling() -> None:
    guess(3, address="::ffff:192.0.2.7")
    remaining(log_in(address="192.0.2.7"))


def test_it_has_no_limit_that_is_switched_off(settings: Settings) -> None:
    settings.LOGIN_LIMIT = 0
    settings.LOGIN_LIMIT_OF_NAME = 0
    assert guess(8) == [401] * 8
    assert guess(2) == [401, 403]
    assert LoginLockout.objects.get().kind == LockoutKind.ADDRESS


def test_it_costs_a_query_and_no_slow_check_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    guess(3)
    log_in()
    monkeypatch.setattr("syncjobs.login.people.verify_password", refuse_to_check)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            remaining(log_in())
    assert len(queries) == 20


def refuse_to_check(*_: str) -> bool:
    raise AssertionError


def test_it_outlives_the_shared_cache(valkey: ValkeyServer) -> None:
    guess(3)
    valkey.empty()
    remaining(log_in())
    valkey.stop()
    remaining(log_in())


def test_it_counts_by_itself_while_the_shared_cache_is_away(valkey: ValkeyServer) -> None:
    valkey.stop()
    assert guess(4) == [401, 401, 401, 403]
    assert log_in(address=ELSEWHERE).status_code == 200


def test_it_counts_no_right_password_while_the_shared_cache_is_away(
    settings: Settings, valkey: ValkeyServer
) -> None:
    settings.LOGIN_LIMIT_OF_NAME = 4
    settings.LOGIN_LIMIT_OF_ADDRESS = 5
    a_user("Bakari")
    valkey.stop()
    assert [log_in(name).status_code for name in ("Amina", "Bakari") * 6] == [200] * 12
    assert guess(3, "Bakari") == [401] * 3
    assert guess(2) == [401] * 2
    remaining(log_in("Nobody"))


def test_it_is_lifted_by_somebody_whose_name_is_kept() -> None:
    guess(3)
    alice = person("Alice", ADMINISTRATORS)
    lockout = lift(LoginLockout.objects.get().pk, alice)
    assert (lockout.lifted_by, lockout.is_current) == (alice, False)
    assert lockout.lifted_at is not None
    assert guess(2) == [401] * 2
    assert log_in().status_code == 200


def is_gone(act: Callable[[], object]) -> bool:
    try:
        act()
    except LockoutGoneError:
        return True
    return False


def test_it_is_lifted_once() -> None:
    guess(3)
    alice, pk = person("Alice", ADMINISTRATORS), LoginLockout.objects.get().pk
    assert not is_gone(lambda: lift(pk, alice))
    assert is_gone(lambda: lift(pk, alice))
    end_all()
    guess(3)
    end_all()
    newest = LoginLockout.objects.latest("id")
    assert is_gone(lambda: lift(newest.pk, alice))
    newest.refresh_from_db()
    assert newest.lifted_by is None
