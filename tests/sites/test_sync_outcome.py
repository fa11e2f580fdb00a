"""How a site's last sync ended, and how often it syncs."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from sites.site_facts import facts_by_id
from sites.sync_outcome import record_drained, record_sync_failure, usual_interval
from tests.sites.registered import registered

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("usual", "gap", "expected"),
    [
        (None, None, None),
        (5 * MINUTE, None, 5 * MINUTE),
        (None, 5 * MINUTE, 5 * MINUTE),
        (5 * MINUTE, 10 * MINUTE, 6 * MINUTE),
        (5 * MINUTE, timedelta(days=2), 5 * MINUTE),
        (5 * MINUTE, timedelta(seconds=1), 5 * MINUTE),
        (None, timedelta(days=2), None),
    ],
)
def test_the_usual_interval_is_a_moving_average(
    usual: timedelta | None, gap: timedelta | None, expected: timedelta | None
) -> None:
    last = None if gap is None else NOW - gap
    assert usual_interval(usual, last, NOW) == expected


@pytest.mark.django_db
def test_a_success_is_one_statement_and_clears_the_failure(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    site = registered(usual_interval=5 * MINUTE, last_success_duration=MINUTE)
    record_sync_failure(site.pk, "site_went_silent", "It stopped.")
    facts = facts_by_id(site.pk)
    assert facts is not None
    assert (facts.usual_interval, facts.last_success_at) == (5 * MINUTE, None)
    with django_assert_num_queries(1):
        record_drained(facts)
    site.refresh_from_db()
    assert (site.last_failure_code, site.last_failure_message) == ("", "")
    assert (site.last_success_duration, site.usual_interval) == (None, 5 * MINUTE)
    assert site.last_success_at is not None
