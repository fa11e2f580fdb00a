"""What an answer to `site_status` says of the server that gave it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncjobs.clients.bounded_http import Answer
from syncjobs.clients.central_server import read_site_name
from syncjobs.clients.v6_reply import LONGEST_TEXT, V6Verdict, read_v6_reply, readable

pytestmark = pytest.mark.any_database


def reply_to(body: Any, status: int = 200) -> tuple[V6Verdict, str]:
    reply = read_v6_reply(Answer(status, "", json.dumps(body).encode()))
    return reply.verdict, reply.text


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (201, V6Verdict.STRANGER),
        (301, V6Verdict.REDIRECTS),
        (308, V6Verdict.REDIRECTS),
        (400, V6Verdict.REFUSED_REQUEST),
        (401, V6Verdict.STRANGER),
        (404, V6Verdict.STRANGER),
        (405, V6Verdict.NOT_CENTRAL),
        (413, V6Verdict.REFUSED_REQUEST),
        (500, V6Verdict.SERVER_ERROR),
        (502, V6Verdict.SERVER_ERROR),
        (503, V6Verdict.SERVER_ERROR),
        (504, V6Verdict.SERVER_ERROR),
    ],
)
def test_it_judges_by_the_status_first(status: int, verdict: V6Verdict) -> None:
    assert reply_to({"data": {"is_integrating": False}}, status) == (verdict, "")


@pytest.mark.parametrize("is_integrating", [True, False])
def test_it_knows_a_central_server(is_integrating: bool) -> None:  # noqa: FBT001
    assert reply_to({"data": {"is_integrating": is_integrating}}) == (V6Verdict.CENTRAL, "")


def test_it_knows_a_server_that_is_not_central() -> None:
    assert reply_to({"error": "notACentralServer"}) == (V6Verdict.NOT_CENTRAL, "")


def test_it_knows_a_busy_server() -> None:
    assert reply_to({"error": "integrationInProgress"}) == (V6Verdict.BUSY, "")


def test_it_names_the_versions_of_a_mismatch() -> None:
    verdict, text = reply_to({"error": {"syncVersionMismatch": [0, 4, 5]}})
    assert verdict is V6Verdict.OTHER_VERSION
    assert text == "it accepts V6 versions 0 to 4, the site speaks 5"


@pytest.mark.parametrize(
    ("variant", "shown"),
    [
        ({"otherServerError": "Legacy is away"}, "Legacy is away"),
        ({"cannotConnectToLegacyServer": "No route"}, "No route"),
        ({"otherLegacyServerError": "Odd"}, "Odd"),
        (
            {"legacyServerError": {"code": "c", "message": "Password does not match"}},
            "c: Password does not match",
        ),
    ],
)
def test_it_shows_why_the_site_could_not_be_validated(variant: Any, shown: str) -> None:
    assert reply_to({"error": variant}) == (V6Verdict.CANNOT_VALIDATE, shown)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "data",
        {"data": None},
        {"data": {"is_integrating": "no"}},
        {"error": "anotherWord"},
        {"error": {"fruit": "pear"}},
        {"error": {"syncVersionMismatch": [0, 5]}},
        {"error": {"syncVersionMismatch": [False, True, True]}},
        {"error": {"otherServerError": 5}},
    ],
)
def test_it_takes_anything_else_for_a_stranger(body: Any) -> None:
    assert reply_to(body) == (V6Verdict.STRANGER, "")


def test_it_takes_html_for_a_stranger() -> None:
    assert read_v6_reply(Answer(200, "", b"<html>")).verdict is V6Verdict.STRANGER


def test_it_survives_json_that_is_nested_too_deeply() -> None:
    assert read_v6_reply(Answer(200, "", b"[" * 60_000)).verdict is V6Verdict.STRANGER


@pytest.mark.parametrize("depth", [200, 400, 600, 800, 900, 950, 980])
def test_it_survives_text_that_is_nested_deeply(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    body = b'{"error": {"legacyServerError": {"code": %s, "message": "m"}}}' % nested
    assert len(read_v6_reply(Answer(200, "", body)).text) <= LONGEST_TEXT


def test_it_cuts_the_versions_of_a_mismatch() -> None:
    _, text = reply_to({"error": {"syncVersionMismatch": [0, 10**4000, 5]}})
    assert len(text) <= LONGEST_TEXT


def test_it_makes_one_short_line_of_a_text() -> None:
    assert readable("two\r\nlines\0 and\ta \ud800 half\u202e") == "two lines and a half"
    assert len(readable("word " * 1_000)) == LONGEST_TEXT


def test_it_removes_what_could_be_a_secret() -> None:
    secret = "0123456789abcdef" * 4
    assert readable(f"password '{secret}' is wrong") == "password '…' is wrong"
    assert secret.upper() not in readable(secret.upper())


def test_it_removes_a_secret_that_would_be_cut() -> None:
    secret = "0123456789abcdef" * 4
    assert readable("x" * (LONGEST_TEXT - 31) + secret).count("0123") == 0


@given(st.integers(100, 599), st.binary())
def test_it_never_raises_for_bytes(status: int, body: bytes) -> None:
    assert read_v6_reply(Answer(status, "", body)).verdict in V6Verdict


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
variants = st.sampled_from(
    [
        "otherServerError",
        "legacyServerError",
        "cannotConnectToLegacyServer",
        "otherLegacyServerError",
        "syncVersionMismatch",
    ]
)


@given(st.dictionaries(variants, anything | st.lists(st.integers(), min_size=3, max_size=3)))
def test_it_never_raises_for_a_variant(error: dict[str, Any]) -> None:
    _, text = reply_to({"error": error})
    assert (text.isprintable(), len(text) <= LONGEST_TEXT) == (True, True)


@given(st.binary())
def test_it_never_raises_for_the_identity(body: bytes) -> None:
    assert read_site_name(Answer(200, "", body)) is None


def test_it_survives_an_identity_that_is_nested_too_deeply() -> None:
    assert read_site_name(Answer(200, "", b"[" * 60_000)) is None
