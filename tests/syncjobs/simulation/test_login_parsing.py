"""A site reads the answer to a login in the order of protocol 8.1, and only in exact types."""

import json
from typing import Any

import pytest

from syncjobs.simulation.calls.http_exchange import Reply
from syncjobs.simulation.calls.login_reply import Verdict, read_login_reply
from tests.syncjobs.simulation.login_replies import (
    FLAGS,
    NULLABLE,
    TEXTS,
    TOP,
    access,
    success,
)
from tests.syncjobs.simulation.stand_in import Json

pytestmark = pytest.mark.any_database
NOTHING = object()
BLOCKED = {"status": "user_login_timeout", "timeoutRemaining": 540}


def verdict(body: Any, status: int = 200) -> Verdict:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_login_reply(Reply(status, text)).verdict


def user_with(name: str, value: object) -> Json:
    return _with(success(), ("userInfo", "user"), name, value)


def store_with(name: str, value: object) -> Json:
    return _with(success(access("s-1")), ("userInfo", "userStores", 0), name, value)


def _with(body: Json, path: tuple[Any, ...], name: str, value: object) -> Json:
    members: Any = body
    for step in path:
        members = members[step]
    members[name] = value
    if value is NOTHING:
        del members[name]
    return body


@pytest.mark.parametrize("status", [200, 201, 400, 403, 404, 500])
@pytest.mark.parametrize("spelling", ["success", "Success"])
def test_it_lets_in_whatever_the_status_of_a_success(status: int, spelling: str) -> None:
    assert verdict(success(status=spelling), status) is Verdict.LET_IN


@pytest.mark.parametrize("authenticated", [True, False])
def test_it_does_not_ask_whether_the_user_was_authenticated(authenticated: bool) -> None:  # noqa: FBT001
    assert verdict(success(authenticated=authenticated)) is Verdict.LET_IN


@pytest.mark.parametrize("body", [b"", b"<html>", success(), BLOCKED])
def test_it_takes_any_401_for_a_wrong_password(body: Any) -> None:
    assert verdict(body, 401) is Verdict.WRONG


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"NaN"])
@pytest.mark.parametrize("status", [200, 403, 500])
def test_it_takes_what_is_no_json_for_a_server_that_is_away(body: bytes, status: int) -> None:
    assert verdict(body, status) is Verdict.NO_SERVER


def test_it_reads_how_long_an_account_is_blocked() -> None:
    reply = read_login_reply(Reply(403, json.dumps(BLOCKED | {"more": 1}).encode()))
    assert (reply.verdict, reply.blocked_milliseconds) == (Verdict.BLOCKED, 540)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BLOCKED, 200),
        (BLOCKED, 429),
        (BLOCKED | {"timeoutRemaining": -1}, 403),
        (BLOCKED | {"timeoutRemaining": 1.5}, 403),
        (BLOCKED | {"timeoutRemaining": "540"}, 403),
        (BLOCKED | {"timeoutRemaining": None}, 403),
        (BLOCKED | {"status": "blocked"}, 403),
        ({"status": "user_login_timeout"}, 403),
        ({"error": {"code": "user_login_timeout", "message": "", "data": None}}, 403),
        ([], 403),
    ],
)
def test_it_cannot_use_another_way_of_saying_it(body: Any, status: int) -> None:
    assert verdict(body, status) is Verdict.UNUSABLE


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"status": "error"}, Verdict.NO_SERVER),
        ({"status": "ok"}, Verdict.UNUSABLE),
        ({"userInfo": None}, Verdict.UNUSABLE),
        ({"status": "error", "userInfo": None}, Verdict.NO_SERVER),
        ({"status": "error", "username": None}, Verdict.UNUSABLE),
    ],
)
def test_it_looks_at_the_form_before_the_status(members: Json, expected: Verdict) -> None:
    assert verdict(success(**members)) is expected


def test_it_needs_no_user_to_be_there_when_there_was_no_success() -> None:
    body = success(status="error")
    del body["userInfo"]
    assert verdict(body) is Verdict.NO_SERVER


def test_it_ignores_members_that_it_does_not_know() -> None:
    assert verdict(user_with("unknown", {"a": 1})) is Verdict.LET_IN


@pytest.mark.parametrize("value", [NOTHING, None, 1, True, [], {}])
@pytest.mark.parametrize("name", [*TOP, "storeName", "status"])
def test_it_demands_texts_at_the_top(name: str, value: object) -> None:
    assert verdict(_with(success(), (), name, value)) is Verdict.UNUSABLE


@pytest.mark.parametrize("value", [NOTHING, None, 1, True])
@pytest.mark.parametrize("name", ["ID", "name", *TEXTS])
def test_it_demands_texts_of_the_user(name: str, value: object) -> None:
    assert verdict(user_with(name, value)) is Verdict.UNUSABLE


@pytest.mark.parametrize("name", NULLABLE)
def test_it_takes_null_for_what_a_user_may_not_have(name: str) -> None:
    assert verdict(user_with(name, None)) is Verdict.LET_IN
    for value in (NOTHING, 1, False):
        assert verdict(user_with(name, value)) is Verdict.UNUSABLE


@pytest.mark.parametrize("value", [NOTHING, None, 0, "false"])
@pytest.mark.parametrize("name", FLAGS)
def test_it_demands_true_or_false_of_the_user(name: str, value: object) -> None:
    assert verdict(user_with(name, value)) is Verdict.UNUSABLE


@pytest.mark.parametrize("value", [NOTHING, None, True, 1.0, "1", 2**31])
@pytest.mark.parametrize("name", ["nblogins", "lasttime", "Language"])
def test_it_demands_whole_numbers_of_the_user(name: str, value: object) -> None:
    assert verdict(user_with(name, value)) is Verdict.UNUSABLE


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ID", [NOTHING, None, 1]),
        ("user_ID", [NOTHING, None, 1]),
        ("store_ID", [NOTHING, None, 1]),
        ("can_login", [NOTHING, None, 1]),
        ("store_default", [NOTHING, None, 0]),
        ("can_action_replenishments", [NOTHING, None, "no"]),
        ("permissions", [NOTHING, None, "", {}, [None], [0], [True, 1], ["true"]]),
    ],
)
def test_it_demands_types_of_the_stores(name: str, values: list[object]) -> None:
    for value in values:
        assert verdict(store_with(name, value)) is Verdict.UNUSABLE


def test_it_numbers_permissions_from_one() -> None:
    body = success(access("s-1", permissions=[False, True, False, True]))
    reply = read_login_reply(Reply(200, json.dumps(body).encode()))
    assert reply.info is not None
    assert reply.info.stores[0].permissions == (2, 4)
