"""Cursors, limits and acknowledged ids that no site sends: refused or ignored, never harmful."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.choices import InitialisationStatus
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.models import QueuedRecord, SiteQueue
from tests.sites.calls import error_of
from tests.syncjobs.exchange.hostile import (
    a_push,
    a_quick_remote,
    as_bytes,
    everything,
    get,
    post_raw,
    pulled_strictly,
    requisition,
)
from tests.syncjobs.exchange.strict_json import read_strictly
from tests.syncjobs.exchange.wire import Remote

pytestmark = pytest.mark.django_db

NO_NUMBERS = (
    *("", " ", "abc", "-1", "+1", "1.5", "1e3", "0x10", "1,000", " 1", "1 ", "1_000", "NaN"),
    *("\0", "1\0", "\u0661", "\uff11", "\xb2", "true", "null", "[1]", "9" * 30, "9" * 5_000),
)
HUGE = str(2**63 + 1)


@pytest.fixture
def pair() -> tuple[Remote, Remote]:
    """Two sites; two requisitions of the first wait for the second."""
    one, two = a_quick_remote("One"), a_quick_remote("Two")
    push(one, requisition(one, two, "req-1"), requisition(one, two, "req-2"))
    return one, two


def push(remote: Remote, *entries: Any) -> None:
    answer = post_raw(remote, "queued_records", as_bytes(a_push(*entries, queue_length=0)))
    assert answer.status_code == 200, answer.content
    integrate_complete_pushes()


def acknowledge(remote: Remote, ids: list[Any]) -> int:
    answer = post_raw(remote, "acknowledged_records", as_bytes({"syncIDs": ids}))
    status: int = answer.status_code
    return status


def ids_of(remote: Remote) -> list[str]:
    return [entry["syncOutId"] for entry in pulled_strictly(remote)]


@pytest.mark.parametrize("parameter", ["cursor", "limit"])
def test_what_is_no_whole_number_is_refused(
    pair: tuple[Remote, Remote], parameter: str, subtests: pytest.Subtests
) -> None:
    before = everything()
    routes = ["central_records"] if parameter == "cursor" else ["central_records", "queued_records"]
    for text in NO_NUMBERS:
        for route in routes:
            with subtests.test(f"{route} {text[:20]!r}"):
                answer = get(pair[1], f"{route}?{urlencode({parameter: text})}")
                error = error_of(answer, 400)
                assert error["code"] == "query_invalid"
                assert parameter in error["message"]
    assert everything() == before


@pytest.mark.parametrize("query", ["limit=0", "limit=00", "cursor=2147483648", "cursor=" + HUGE])
def test_what_is_out_of_range_is_refused(pair: tuple[Remote, Remote], query: str) -> None:
    assert error_of(get(pair[1], f"central_records?{query}"), 400)["code"] == "query_invalid"


def test_a_cursor_beyond_the_log_gives_nothing_and_goes_back_nowhere(
    pair: tuple[Remote, Remote],
) -> None:
    for cursor in (10**6, 2**31 - 1):
        page = read_strictly(get(pair[1], f"central_records?cursor={cursor}").content)
        assert page == {"maxCursor": cursor, "data": []}


def test_a_huge_limit_is_taken_for_the_largest_page(pair: tuple[Remote, Remote]) -> None:
    for route in ("queued_records", "central_records"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = get(pair[1], f"{route}?limit={10**17}")
        assert read_strictly(answer.content)["data"]
        assert not any(str(10**17) in query["sql"] for query in queries)


def test_the_last_of_several_limits_counts_and_others_are_ignored(
    pair: tuple[Remote, Remote],
) -> None:
    answer = get(pair[1], "queued_records?limit=0&limit=1&offset=-1&cursor=abc")
    page = read_strictly(answer.content)
    assert (page["queueLength"], len(page["data"])) == (2, 1)


def test_the_rows_of_another_site_cannot_be_acknowledged(pair: tuple[Remote, Remote]) -> None:
    one, two = pair
    ids = ids_of(two)
    before = everything()
    assert acknowledge(one, ids) == 204
    assert everything() == before
    assert ids_of(two) == ids


def test_ids_that_no_row_has_are_ignored(pair: tuple[Remote, Remote]) -> None:
    two = pair[1]
    first, second = ids_of(two)
    before = everything()
    odd = [
        *("", " ", "0", "-1", "1.5", "abc", "NaN", "\0", "\ud800", "\u0661", "\xb2", "\uff11"),
        *(f"{first}\0", f" {first}", f"{first}.0", f"-{first}", f"{first}e0", HUGE, str(2**63)),
        *("9" * 19, "9" * 20, "9" * 5_000, str(int(second) + 1), "x" * 10_000),
    ]
    assert acknowledge(two, odd) == 204
    assert acknowledge(two, []) == 204
    assert everything() == before


def test_an_id_counts_once_however_often_it_comes(pair: tuple[Remote, Remote]) -> None:
    two = pair[1]
    first, second = ids_of(two)
    assert acknowledge(two, [first] * 1_000) == 204
    assert ids_of(two) == [second]
    assert acknowledge(two, [first]) == 204
    assert SiteQueue.objects.get(site=two.site).length == 1


def test_more_ids_than_any_page_has_are_refused(pair: tuple[Remote, Remote]) -> None:
    two = pair[1]
    ids = [*ids_of(two), *(str(10**6 + number) for number in range(60_000))]
    before = everything()
    answer = post_raw(two, "acknowledged_records", as_bytes({"syncIDs": ids}))
    assert error_of(answer, 413)["code"] == "request_body_too_large"
    assert everything() == before
    assert acknowledge(two, ids[:50_000]) == 204
    assert not QueuedRecord.objects.exists()


def test_a_site_that_never_asked_for_its_data_has_an_empty_queue(
    pair: tuple[Remote, Remote],
) -> None:
    new = a_quick_remote("New", InitialisationStatus.NEW)
    push(new, requisition(new, pair[1], "req-new"))
    page = read_strictly(get(new, "queued_records").content)
    assert page == {"queueLength": 0, "data": []}
    assert acknowledge(new, ids_of(pair[1])) == 204
    assert len(ids_of(pair[1])) == 3
    new.initialise()
    assert [entry["recordId"] for entry in pulled_strictly(new)] == ["req-new"]


def test_a_queue_that_is_being_built_is_not_given_out(pair: tuple[Remote, Remote]) -> None:
    started = a_quick_remote("Started", InitialisationStatus.STARTED)
    push(pair[0], requisition(pair[0], started, "req-3"))
    assert QueuedRecord.objects.filter(site=started.site).exists()
    error = error_of(get(started, "queued_records"), 503)
    assert error["code"] == "initialisation_in_progress"
    status = get(started, "site_status").json()
    assert status["code"] == "initialisation_in_progress"
    # What it still had to push is taken all the same.
    push(started, requisition(started, pair[1], "req-4"))
    assert len(ids_of(pair[1])) == 3
