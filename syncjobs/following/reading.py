"""The live sync of a site as it stands in the database, read with one statement that is text."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db import connection

from syncjobs.choices import LIVE_STATUSES, JobKind

# With the statuses as they stand in the condition of the index, so that PostgreSQL uses it.
_SYNC: Final = """
    SELECT job.id, job.status, job.attempt, job.started_at, job.heartbeat_at,
        step.name, step.total, step.done, step.finished_at
    FROM syncjobs_syncjob AS job LEFT JOIN syncjobs_syncstep AS step
        ON step.job_id = job.id AND step.attempt = job.attempt
    WHERE job.site_id = %s AND job.kind = '{kind}' AND job.status IN ({statuses})
    ORDER BY step.id
"""
_LIVE_SYNC: Final = _SYNC.format(
    kind=JobKind.SYNC.value, statuses=", ".join(f"'{each.value}'" for each in LIVE_STATUSES)
)


@dataclass(slots=True)
class Step:
    """A step of the present try, as a row of `SyncStep`."""

    total: int | None = None
    done: int | None = None
    finished_at: datetime | None = None
    verdict: str = ""
    message: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class LiveSync:
    """The one sync of a site that has not ended, and the steps of its present try by name.

    The verdicts and messages of steps that have ended are not read.
    """

    job_id: int
    status: str
    attempt: int
    started_at: datetime | None
    heartbeat_at: datetime | None
    steps: dict[str, Step]


def read_live_sync(site_id: int) -> LiveSync | None:
    """The sync of the site that has not ended, whoever has it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_SYNC, (site_id,))
        rows = cursor.fetchall()
    if not rows:
        return None
    job_id, status, attempt, started_at, heartbeat_at, *_ = rows[0]
    steps = {
        name: Step(total, done, _moment(finished_at))
        for *_, name, total, done, finished_at in rows
        if name is not None
    }
    return LiveSync(job_id, status, attempt, _moment(started_at), _moment(heartbeat_at), steps)


def _moment(stored: datetime | None) -> datetime | None:
    """SQLite's moments are in UTC and do not say so."""
    return stored.replace(tzinfo=UTC) if stored is not None and stored.tzinfo is None else stored
