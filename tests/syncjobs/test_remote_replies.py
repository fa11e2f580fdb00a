"""Reading what a site answers: an answer of another form is no answer of Open mSupply."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syncjobs.choices import StepName
from syncjobs.clients.remote_replies import (
    SignInRefusal,
    SiteIdentity,
    SiteState,
    read_identity,
    read_sign_in,
    read_sync_status,
)
from syncjobs.errors import JobFailedError

pytestmark = pytest.mark.any_database
START = "2026-05-18T10:00:00.123456789+00:00"
SUMMARY = {"started": START, "finished": None, "durationInSeconds": 3}
STATUS: dict[str, Any] = {"isSyncing": True, "summary": SUMMARY, "error": None}


def test_it_reads_which_site_answers() -> None:
    ready = {"status": "INITIALISED", "siteName": "District 12"}
    assert read_identity(ready) == SiteIdentity(SiteState.INITIALISED, "District 12")
    loading = {"status": "INITIALISING", "siteName": None}
    assert read_identity(loading) == SiteIdentity(SiteState.INITIALISING)


def test_it_reads_a_token_or_a_refusal() -> None:
    assert read_sign_in({"__typename": "AuthToken", "token": "a.b"}) == "a.b"
    error = {"__typename": "AccountBlocked", "timeoutRemaining": 540_000}
    refusal = read_sign_in({"__typename": "AuthTokenError", "error": error})
    assert refusal == SignInRefusal("AccountBlocked", timedelta(minutes=9))


def test_it_reads_a_sync() -> None:
    step = {"started": START, "finished": "2026-05-18T12:00:01+02:00", "total": 3, "done": 0}
    status = read_sync_status({**STATUS, "pushV6": step, "push": None})
    assert status is not None
    assert status.summary.started == datetime(2026, 5, 18, 10, 0, 0, 123456, tzinfo=UTC)
    assert status.summary.duration == timedelta(seconds=3)
    [(name, read)] = status.steps.items()
    assert (name, read.total, read.done) == (StepName.PUSH_V6, 3, 0)
    assert read.finished == datetime(2026, 5, 18, 10, 0, 1, tzinfo=UTC)
    assert read_sync_status(None) is None


def test_a_sync_during_which_the_clock_was_set_back_took_no_time() -> None:
    status = read_sync_status(
        {**STATUS, "lastSuccessfulSync": {**SUMMARY, "durationInSeconds": -9}}
    )
    assert status is not None
    assert status.last_successful is not None
    assert status.last_successful.duration == timedelta(0)


@pytest.mark.parametrize(
    ("read", "reply"),
    [
        (read_identity, None),
        (read_identity, {"status": "ASLEEP", "siteName": "District 12"}),
        (read_identity, {"status": "INITIALISED", "siteName": 12}),
        (read_sign_in, None),
        (read_sign_in, {"__typename": "AuthToken", "token": ""}),
        (read_sign_in, {"__typename": "AuthToken", "token": "a\r\nHost: b"}),
        (read_sign_in, {"__typename": "AuthToken", "token": "x" * 9_000}),
        (read_sign_in, {"__typename": "AuthTokenError", "error": "no"}),
        (read_sync_status, []),
        (read_sync_status, {"isSyncing": 1, "summary": SUMMARY}),
        (read_sync_status, {**STATUS, "summary": None}),
        (read_sync_status, {**STATUS, "summary": {**SUMMARY, "started": "yesterday"}}),
        (read_sync_status, {**STATUS, "summary": {**SUMMARY, "started": 1_700_000_000}}),
        (
            read_sync_status,
            {**STATUS, "summary": {**SUMMARY, "started": "0001-01-01T00:00:00+14:00"}},
        ),
        (read_sync_status, {**STATUS, "summary": {**SUMMARY, "durationInSeconds": -(2**70)}}),
        (read_sync_status, {**STATUS, "summary": {**SUMMARY, "durationInSeconds": 2**70}}),
        (read_sync_status, {**STATUS, "error": {"variant": 7, "fullError": ""}}),
        (read_sync_status, {**STATUS, "push": "busy"}),
        (read_sync_status, {**STATUS, "push": {"started": START, "total": True}}),
        (read_sync_status, {**STATUS, "push": {"started": START, "total": 2**31}}),
        (read_sync_status, {**STATUS, "push": {"started": START, "done": 0.5}}),
    ],
)
def test_it_refuses_an_answer_of_another_form(read: Callable[[Any], object], reply: object) -> None:
    with pytest.raises(JobFailedError) as caught:
        read(reply)
    assert caught.value.job_code == "not_open_msupply"
