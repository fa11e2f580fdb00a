"""Bodies that are not what a route takes: refused in an envelope, and nothing is changed."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import override_settings

from tests.sites.calls import error_of
from tests.syncjobs.exchange.hostile import (
    a_push,
    a_quick_remote,
    as_bytes,
    everything,
    nested,
    post_raw,
)
from tests.syncjobs.exchange.wire import Remote, update

pytestmark = pytest.mark.django_db

ROUTES = ("queued_records", "acknowledged_records")
GOOD = {"ID": "loc-1", "description": "Regal für Ä", "volume": 1.5}
MANY_DIGITS = b"9" * 5_000

NO_JSON = {
    "nothing": b"",
    "white space": b" \n",
    "text": b"queueLength=0",
    "html": b"<html></html>",
    "half": b'{"queueLength": 0, "data": [',
    "two": b'{"queueLength": 0, "data": []} {}',
    "nan": b'{"queueLength": NaN, "data": [], "syncIDs": []}',
    "infinity": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": Infinity}',
    "minus infinity": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": -Infinity}',
    "many digits": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": %b}' % MANY_DIGITS,
    "a line break in a text": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": "\n"}',
    "nul in a text": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": "\x00"}',
    "nul after it": b'{"queueLength": 0, "data": [], "syncIDs": []}\x00',
    "no utf-8": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": "\xff"}',
    "half a pair": b'{"queueLength": 0, "data": [], "syncIDs": [], "x": "\xed\xa0\x80"}',
    "byte order mark": b'\xef\xbb\xbf{"queueLength": 0, "data": [], "syncIDs": []}',
    "utf-16": '{"queueLength": 0, "data": [], "syncIDs": []}'.encode("utf-16"),
    "nested 401 times": b"[" * 401 + b"]" * 401,
    "nested 1,000 times": b'{"queueLength": 0, "data": ' + b"[" * 1_000 + b"]" * 1_000 + b"}",
    "nested 100,000 times": b"[" * 100_000 + b"]" * 100_000,
    "objects in objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "never closed": b"[" * 100_000,
}
ODD: tuple[Any, ...] = (None, 1, 1.5, True, [], {}, ["Update"])
NO_LENGTHS: tuple[Any, ...] = (None, -1, -(10**30), 0.0, 1.5, True, "0", "", [], {}, float("inf"))
NO_LISTS: tuple[Any, ...] = (None, 1, True, "[]", {}, {"tableName": "unit"})
NO_OBJECTS: tuple[Any, ...] = (None, 1, True, "entry", [], [[]], {})
NO_PUSH: dict[str, Any] = {
    "null": None,
    "true": True,
    "a number": 1,
    "a text": "push",
    "a list": [],
    "no queueLength": {"data": []},
    **{f"queueLength {value!r}": {"queueLength": value, "data": []} for value in NO_LENGTHS},
    **{f"data {value!r}": {"queueLength": 0, "data": value} for value in NO_LISTS},
}
GOOD_MEMBERS = {"tableName": "Location", "recordId": "loc-1", "action": "Update"}
NO_ENTRY: dict[str, Any] = {
    **{f"entry {value!r}": value for value in NO_OBJECTS},
    **{
        f"{member} {value!r}": GOOD_MEMBERS | {member: value}
        for member in GOOD_MEMBERS
        for value in ODD
    },
    **{
        f"no {member}": {name: value for name, value in GOOD_MEMBERS.items() if name != member}
        for member in GOOD_MEMBERS
    },
}
NO_ACKNOWLEDGEMENT: dict[str, Any] = {
    "null": None,
    "a list": ["1"],
    "nothing": {},
    "another name": {"syncIds": ["1"]},
    **{
        f"syncIDs {value!r}": {"syncIDs": value}
        for value in (None, 1, "1", True, {}, {"1": "1"}, [1], ["1", 2], [None], [["1"]], [True])
    },
}


@pytest.fixture
def remote() -> Remote:
    return a_quick_remote("One")


def assert_refused(remote: Remote, route: str, body: bytes, status: int = 400) -> str:
    before = everything()
    error = error_of(post_raw(remote, route, body), status)
    assert everything() == before
    return str(error["code"])


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_no_json_is_refused(remote: Remote, route: str, subtests: pytest.Subtests) -> None:
    for name, body in NO_JSON.items():
        with subtests.test(name):
            assert assert_refused(remote, route, body) == "request_body_invalid"


def test_no_beginning_of_a_push_is_taken_for_all_of_it(remote: Remote) -> None:
    entry = update("Location", GOOD | {"store_ID": remote.store.pk})
    body = json.dumps(a_push(entry, entry), ensure_ascii=False).encode()
    for length in range(0, len(body), 5):
        assert_refused(remote, "queued_records", body[:length])
    assert post_raw(remote, "queued_records", body).status_code == 200


def test_what_is_no_push_is_refused(remote: Remote, subtests: pytest.Subtests) -> None:
    for name, body in NO_PUSH.items():
        with subtests.test(name):
            code = assert_refused(remote, "queued_records", as_bytes(body))
            assert code == "request_body_invalid"


def test_one_malformed_entry_keeps_out_the_whole_batch(
    remote: Remote, subtests: pytest.Subtests
) -> None:
    good = update("Location", GOOD | {"store_ID": remote.store.pk})
    before = everything()
    for name, entry in NO_ENTRY.items():
        with subtests.test(name):
            body = as_bytes(a_push(good, entry, good))
            error = error_of(post_raw(remote, "queued_records", body), 400)
            assert everything() == before
            assert error["code"] == "request_body_invalid"
            assert "data[1]" in error["message"]


def test_what_is_no_acknowledgement_is_refused(remote: Remote, subtests: pytest.Subtests) -> None:
    for name, body in NO_ACKNOWLEDGEMENT.items():
        with subtests.test(name):
            code = assert_refused(remote, "acknowledged_records", as_bytes(body))
            assert code == "request_body_invalid"


@pytest.mark.parametrize("route", ROUTES)
@override_settings(PUSH_BYTES_MAX=1_000, DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_body_that_is_too_large_is_refused(remote: Remote, route: str) -> None:
    body = json.dumps({"queueLength": 0, "data": [], "syncIDs": [], "x": "x" * 1_000}).encode()
    assert assert_refused(remote, route, body, 413) == "request_body_too_large"
    small = b'{"queueLength": 0, "data": [], "syncIDs": []}'
    assert post_raw(remote, route, small.ljust(1_000)).status_code in {200, 204}
    assert assert_refused(remote, route, small.ljust(1_001), 413) == "request_body_too_large"


@override_settings(PUSH_RECORDS_MAX=3)
def test_too_many_records_are_refused(remote: Remote) -> None:
    entry = update("Location", GOOD | {"store_ID": remote.store.pk})
    assert_refused(remote, "queued_records", as_bytes(a_push(*[entry] * 4)), 413)
    assert post_raw(remote, "queued_records", as_bytes(a_push(*[entry] * 3))).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_a_false_length_is_no_way_to_half_a_body(remote: Remote, route: str) -> None:
    body = b'{"queueLength": 0, "data": [], "syncIDs": []}'
    before = everything()
    for length in ("", "0", "5", "-5", "none", "1.5", "\uff14\uff15", "9" * 5_000):
        environ = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body)}
        error_of(post_raw(remote, route, b"", **environ), 400)
    assert everything() == before


@pytest.mark.parametrize("route", ROUTES)
def test_a_length_beyond_the_end_and_one_beyond_the_limit(remote: Remote, route: str) -> None:
    body = b'{"queueLength": 0, "data": [], "syncIDs": ["1"'
    before = everything()
    for length, status in (("1000", 400), (str(10**12), 413)):
        environ = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(body)}
        error_of(post_raw(remote, route, b"", **environ), status)
    assert everything() == before


def test_what_is_around_the_records_may_be_odd(remote: Remote) -> None:
    body = a_push(queue_length=10**30) | {"x": nested(390), "y": "\ud800\0", "z": float("inf")}
    assert post_raw(remote, "queued_records", as_bytes(body)).status_code == 200


def test_other_methods_and_routes_change_nothing(remote: Remote) -> None:
    body = b'{"queueLength": 0, "data": [], "syncIDs": []}'
    before = everything()
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for route in ROUTES:
            error_of(post_raw(remote, route, body, REQUEST_METHOD=method), 405)
        error_of(post_raw(remote, "nothing", body, REQUEST_METHOD=method), 404)
    error_of(post_raw(remote, "queued_records/1", body), 404)
    assert everything() == before
