"""The stand-in for the Open mSupply central server keeps to the protocol where tests rely on it."""

from typing import Any

import pytest
import requests

from tests.central_server import CentralServer, Fault
from tests.central_server.legacy import is_site
from tests.central_server.site_status import MEMBERS
from tests.support.ports import free_port
from tests.syncjobs.conftest import StartCentral

pytestmark = pytest.mark.any_database
SETTINGS = dict.fromkeys(MEMBERS, "14")
BASIC_14_14 = "Basic MTQ6MTQ="


def ask(server: CentralServer, body: Any, **headers: str) -> requests.Response:
    url = f"{server.url}/central/sync/site_status"
    return requests.post(url, json=body, headers=headers, timeout=10)


@pytest.mark.parametrize("member", MEMBERS)
def test_it_wants_every_member_as_a_string(start_central: StartCentral, member: str) -> None:
    server = start_central()
    without = {name: text for name, text in SETTINGS.items() if name != member}
    number: dict[str, Any] = SETTINGS | {member: 14}
    assert ask(server, {"syncV5Settings": without}).status_code == 400
    assert ask(server, {"syncV5Settings": number}).status_code == 400
    assert server.called_back == []


def test_it_wants_json(start_central: StartCentral) -> None:
    answer = ask(start_central(), {"syncV5Settings": SETTINGS}, **{"Content-Type": "text/plain"})
    assert answer.status_code == 400


def test_it_counts_a_missing_v6_version_as_0(start_central: StartCentral) -> None:
    server = start_central(v6_versions=(1, 5))
    answer = ask(server, {"syncV5Settings": SETTINGS})
    assert answer.json() == {"error": {"syncVersionMismatch": [1, 5, 0]}}
    assert server.called_back == []


def test_it_calls_back_with_what_the_remote_sent(start_central: StartCentral) -> None:
    legacy = start_central()
    server = start_central(legacy_url=f"{legacy.url}/ignored/path")
    ask(server, {"syncV5Settings": SETTINGS})
    [asked] = legacy.asked
    assert (asked.method, asked.path) == ("GET", "/sync/v5/site")
    assert asked.headers.pop("Host")
    assert asked.headers == {
        "Authorization": BASIC_14_14,
        "msupply-site-uuid": "14",
        "app-version": "14",
        "app-name": "14",
        "version": "14",
        "Accept-Encoding": "gzip",
    }


def test_it_says_that_the_legacy_server_is_away(start_central: StartCentral) -> None:
    server = start_central(legacy_url=f"http://127.0.0.1:{free_port()}")
    answer = ask(server, {"syncV5Settings": SETTINGS})
    assert answer.status_code == 200
    assert "Connection problem" in answer.json()["error"]["otherServerError"]


def test_it_takes_no_other_answer_for_a_site(start_central: StartCentral) -> None:
    server = start_central(legacy_url=start_central().url)
    ask(server, {"syncV5Settings": SETTINGS})
    [call] = server.called_back
    assert (call.status, is_site(call)) == (404, False)


def test_it_refuses_everything_while_it_is_not_central(start_central: StartCentral) -> None:
    server = start_central(fault=Fault.NOT_CENTRAL)
    answer = requests.get(f"{server.url}/central/sync/pull", timeout=10)
    assert (answer.status_code, answer.headers["Connection"]) == (405, "close")
