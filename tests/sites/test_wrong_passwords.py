"""Nobody may try many passwords, and nobody's tries may lock others out."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from sites.api.authentication import warn_of_unread_proxy
from tests.sites.calls import DISCOVERY, Caller, ask, error_of
from tests.sites.registered import registered
from tests.support.servers import ValkeyServer
from tests.support.waiting import wait_for

pytestmark = pytest.mark.django_db

ATTACKER = "198.51.100.9"
WRONG = Caller(password="wrong")


@pytest.fixture(autouse=True)
def limit(settings: Settings) -> None:
    settings.WRONG_PASSWORD_LIMIT = 3


def guess(times: int = 3, caller: Caller = WRONG, address: str = ATTACKER) -> None:
    for _ in range(times):
        assert error_of(ask(caller, address), 401)["code"] == "site_incorrect_password"


def test_it_refuses_after_too_many_wrong_passwords(settings: Settings) -> None:
    registered()
    guess()
    response = ask(WRONG, ATTACKER)
    error = error_of(response, 429)
    assert error["code"] == "site_auth_timeout"
    assert error["data"] == {"retryAfterSeconds": settings.WRONG_PASSWORD_WINDOW_SECONDS}
    assert response["Retry-After"] == str(settings.WRONG_PASSWORD_WINDOW_SECONDS)


def test_it_refuses_even_the_right_password_then() -> None:
    registered()
    guess()
    assert error_of(ask(Caller(), ATTACKER), 429)["code"] == "site_auth_timeout"


def test_it_lets_the_site_in_from_another_address() -> None:
    registered()
    guess()
    assert ask(Caller(), "192.0.2.1").status_code == 200


def test_it_never_locks_a_remembered_site_out() -> None:
    registered()
    ask(Caller(), ATTACKER)
    guess()
    assert error_of(ask(WRONG, ATTACKER), 429)
    assert ask(Caller(), ATTACKER).status_code == 200


def test_it_leaves_other_sites_at_the_same_address_alone() -> None:
    registered("District 12")
    registered("District 13")
    guess()
    assert ask(Caller("District 13"), ATTACKER).status_code == 200


def test_it_counts_a_name_however_it_is_written() -> None:
    registered("District 12")
    for name in ("District 12", "DISTRICT 12", " district 12 "):
        guess(1, Caller(name, "wrong"))
    assert error_of(ask(WRONG, ATTACKER), 429)


def test_it_counts_nothing_for_the_right_password() -> None:
    registered()
    for _ in range(5):
        assert ask(Caller(), ATTACKER).status_code == 200
    guess()


def test_it_lets_the_site_in_when_the_window_ends(settings: Settings) -> None:
    settings.WRONG_PASSWORD_WINDOW_SECONDS = 1
    registered()
    guess()
    wait_for(lambda: ask(Caller(), ATTACKER).status_code == 200, 10, "The end of the window")


def test_it_does_not_prolong_the_window_with_every_guess(settings: Settings) -> None:
    registered()
    guess(1)
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    (name,) = client.keys("*wrong-passwords*")
    client.expire(name, 7)
    guess(1)
    assert 0 < client.ttl(name) <= 7
    assert settings.WRONG_PASSWORD_WINDOW_SECONDS > 7


def test_it_counts_nothing_and_lets_sites_in_without_valkey(valkey: ValkeyServer) -> None:
    registered()
    valkey.stop()
    guess(5)
    assert ask(Caller(), ATTACKER).status_code == 200


def test_it_does_not_believe_a_callers_word_about_its_address() -> None:
    registered()
    for number in range(3):
        response = ask(WRONG, ATTACKER, **{"X-Forwarded-For": f"192.0.2.{number}"})
        assert response.status_code == 401
    assert error_of(ask(WRONG, ATTACKER, **{"X-Forwarded-For": "192.0.2.77"}), 429)


def test_it_says_once_that_it_may_have_a_proxy_which_it_does_not_believe(
    caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    warn_of_unread_proxy.cache_clear()
    registered()
    ask(Caller(), ATTACKER)
    assert "TRUSTED_PROXY_COUNT" not in caplog.text
    for number in range(3):
        ask(Caller(), "10.0.0.1", **{"X-Forwarded-For": f"192.0.2.{number}"})
    assert caplog.text.count("TRUSTED_PROXY_COUNT") == 1
    assert "192.0.2" not in caplog.text
    warn_of_unread_proxy.cache_clear()
    settings.TRUSTED_PROXY_COUNT = 1
    assert forwarded("192.0.2.1", Caller()) == 200
    assert caplog.text.count("TRUSTED_PROXY_COUNT") == 1


def forwarded(addresses: str, caller: Caller = WRONG) -> int:
    """The status of a call that came through a proxy with this X-Forwarded-For."""
    return int(ask(caller, "10.0.0.1", **{"X-Forwarded-For": addresses}).status_code)


def test_it_believes_the_trusted_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    registered()
    statuses = [forwarded(f"192.0.2.{number}, {ATTACKER}") for number in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert forwarded("192.0.2.1", Caller()) == 200


def test_it_counts_back_over_every_trusted_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 2
    registered()
    statuses = [forwarded(f"192.0.2.{n}, {ATTACKER}, 10.0.0.{n}") for n in range(4)]
    assert statuses == [401, 401, 401, 429]


@pytest.mark.parametrize("addresses", ["", " , ", "192.0.2.1,", "x" * 5000])
def test_it_answers_whatever_the_proxy_says(settings: Settings, addresses: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    registered()
    assert forwarded(addresses) == 401
    assert forwarded(addresses, Caller()) == 200


def test_it_uses_the_peers_address_when_the_proxy_says_nothing(
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    registered()
    guess()
    assert Client(REMOTE_ADDR=ATTACKER).get(DISCOVERY, headers=WRONG.headers()).status_code == 429
