"""What is said of the times of a job."""

from datetime import UTC, datetime, timedelta

import pytest

from syncjobs.admin.job_words import silence, took
from syncjobs.admin.stepper import seconds_text
from syncjobs.choices import JobStatus
from syncjobs.models import SyncJob

pytestmark = pytest.mark.any_database
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.44, "0.4 s"),
        (125, "2 min 5 s"),
        (3_599, "59 min 59 s"),
        (10_800, "3 h 0 min"),
        (11_460, "3 h 11 min"),
        (187_200, "2 d 4 h"),
        (-1, "0.0 s"),
    ],
)
def test_a_duration_has_the_units_that_fit(seconds: float, words: str) -> None:
    assert seconds_text(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("attempt", "words"),
    [(1, "Took 40.9 s"), (2, "Took 3 min 17 s since it was asked for, the last try 40.9 s")],
)
def test_it_says_how_long_all_tries_took(attempt: int, words: str) -> None:
    job = SyncJob(
        attempt=attempt,
        created_at=NOON - timedelta(seconds=197),
        started_at=NOON - timedelta(seconds=40.9),
        finished_at=NOON,
    )
    assert took(job) == words


@pytest.mark.parametrize(
    ("status", "seconds", "told"),
    [
        (JobStatus.RUNNING, 10, False),
        (JobStatus.RUNNING, 45, True),
        (JobStatus.FOLLOWING, 45, False),
        (JobStatus.FAILED, 45, False),
    ],
)
def test_it_tells_when_a_worker_is_silent(status: JobStatus, seconds: int, *, told: bool) -> None:
    job = SyncJob(status=status, heartbeat_at=NOON - timedelta(seconds=seconds))
    assert ("No sign of life from the worker for 45 s" in silence(job, NOON)) == told
