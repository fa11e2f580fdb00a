"""Logging in at a simulated site, whatever its server answers."""

import pytest

from syncjobs.simulation import SimulatedSite
from syncjobs.simulation.people.logging_in import LoginError, LoginOutcome
from syncjobs.simulation.people.readable import login_lines
from tests.syncjobs.simulation.conftest import NAME, StartSite
from tests.syncjobs.simulation.login_replies import access, success
from tests.syncjobs.simulation.stand_in import (
    Answer,
    StandIn,
    drops,
    redirects,
    refuses,
    says,
    says_text,
    stays_silent,
    truncates,
)
from tests.syncjobs.simulation.world import OWN_STORE, PARTNER_STORE

pytestmark = pytest.mark.any_database
OWN = access(OWN_STORE, store_default=True, permissions=[False, True])
AWAY = {
    "dropped": drops,
    "cut": truncates,
    "silent": stays_silent,
    "no JSON": says_text("<html>Log in</html>"),
    "error": says(success(OWN, status="error")),
    "404": refuses("people_not_known", 404),
    "503": refuses("too_many_logins", 503),
    "odd": says(success(OWN, status="maybe")),
    "null": says(success(OWN, username=None)),
}


def log_in(
    server: StandIn, site: SimulatedSite, answer: Answer, word: str = "lamp"
) -> LoginOutcome:
    server.faults["POST login"] = [answer]
    return site.log_in("Amina", word)


def test_it_asks_as_a_site_does(server: StandIn, operational: SimulatedSite) -> None:
    log_in(server, operational, says(success(OWN)))
    (asked,) = server.asked
    assert asked.route == "POST login"
    assert asked.path == "/api/v4/login"
    assert asked.body == {
        "username": "Amina",
        "password": "lamp",
        "loginType": "User",
        "siteName": NAME,
    }
    assert asked.headers["content-type"] == "application/json"
    assert not [name for name in asked.headers if name.startswith(("authorization", "msupply"))]


def test_it_enters_the_stores_of_this_site(server: StandIn, operational: SimulatedSite) -> None:
    elsewhere, unknown = access(PARTNER_STORE), access("nowhere")
    closed = access(OWN_STORE, ID="second", can_login=False)
    outcome = log_in(server, operational, says(success(OWN, elsewhere, unknown, closed)))
    assert (outcome.error, outcome.user_name, outcome.is_cached) == (None, "Amina", False)
    (store,) = outcome.stores
    assert (store.code, store.is_default, store.permissions) == (OWN_STORE.upper(), True, (2,))
    assert list(login_lines(outcome)) == [
        "Amina is let in.",
        f"  Store {OWN_STORE.upper()} (default): permissions 2",
    ]


def test_it_says_that_there_is_no_store_to_enter(
    server: StandIn, operational: SimulatedSite, start_site: StartSite
) -> None:
    for stores in ([], [access(PARTNER_STORE)], [access(OWN_STORE, can_login=False)]):
        outcome = log_in(server, operational, says(success(*stores)))
        assert outcome.error is LoginError.NO_SITE_ACCESS
    # A site without data knows no store at all.
    assert log_in(server, start_site(), says(success(OWN))).error is LoginError.NO_SITE_ACCESS


def test_it_tries_no_password_of_its_own_after_a_clear_no(
    server: StandIn, operational: SimulatedSite
) -> None:
    log_in(server, operational, says(success(OWN)))
    outcome = log_in(server, operational, says_text("", 401))
    assert outcome.error is LoginError.INVALID_CREDENTIALS
    blocked = says({"status": "user_login_timeout", "timeoutRemaining": 90_001}, 403)
    outcome = log_in(server, operational, blocked)
    assert (outcome.error, outcome.blocked_milliseconds) == (LoginError.ACCOUNT_BLOCKED, 90_001)
    assert "counts down from 2 min (90,001 ms)" in "\n".join(login_lines(outcome))


@pytest.mark.parametrize("away", AWAY)
def test_it_lets_in_whom_it_remembers_when_the_server_says_nothing_of_use(
    server: StandIn, operational: SimulatedSite, away: str
) -> None:
    answer = AWAY[away]
    assert log_in(server, operational, answer).error is LoginError.CENTRAL_SYNC_REQUIRED
    log_in(server, operational, says(success(OWN)))
    outcome = log_in(server, operational, answer)
    assert (outcome.error, outcome.is_cached) == (None, True)
    assert outcome.detail
    wrong = log_in(server, operational, answer, "wrong")
    assert wrong.error is LoginError.CENTRAL_SYNC_REQUIRED


def test_it_takes_a_page_to_sign_in_for_a_server_that_is_away(
    server: StandIn, operational: SimulatedSite
) -> None:
    server.faults["GET sign-in"] = [says_text("<html>")]
    outcome = log_in(server, operational, redirects("/sign-in"))
    assert outcome.error is LoginError.CENTRAL_SYNC_REQUIRED
    assert server.routes() == ["POST login", "GET sign-in"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "nonsense"])
def test_it_lets_nobody_in_without_a_server_that_it_does_not_know(
    start_site: StartSite, url: str
) -> None:
    outcome = start_site(url=url).log_in("Amina", "lamp")
    assert outcome.error is LoginError.CENTRAL_SYNC_REQUIRED


def test_it_keeps_what_the_server_said_last(server: StandIn, operational: SimulatedSite) -> None:
    log_in(server, operational, says(success(OWN)))
    renamed = success(OWN)
    renamed["userInfo"]["user"]["name"] = "Amina O"
    log_in(server, operational, says(renamed), "new lamp")
    old = log_in(server, operational, drops)
    assert old.error is LoginError.CENTRAL_SYNC_REQUIRED
    server.faults["POST login"] = [drops]
    assert operational.log_in("AMINA O", "new lamp").user_name == "Amina O"
