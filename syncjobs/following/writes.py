"""What is written of a followed sync, as statements for `write_together`.

Of the job, each is conditional on what was read before: the heartbeat is new with every write.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from sites.site_facts import SiteFacts
from sites.sync_outcome import drained_columns, failure_columns
from syncjobs.errors import JobFailedError
from syncjobs.following.reading import LiveSync, Step
from syncjobs.following.together import Statement
from syncjobs.jobs.job_lines import LONGEST_LINE

# Not when the newest sync of the site was cancelled: that one's rest is not followed. A second live
# one is refused by the database.
_BEGIN: Final = """
    INSERT INTO syncjobs_syncjob (
        site_id, kind, trigger, status, attempt, created_at, not_before, started_at, heartbeat_at,
        error_code, error_message, error_detail, note, is_counted, celery_task_id,
        candidate_url
    )
    SELECT %s, 'sync', 'site', 'following', 1, %s, %s, %s, %s, '', '', '', '', FALSE, '', ''
    WHERE %s OR COALESCE((
        SELECT status FROM syncjobs_syncjob WHERE site_id = %s AND kind = 'sync'
        ORDER BY id DESC LIMIT 1
    ), '') <> 'cancelled'
    ON CONFLICT DO NOTHING
"""
# Only as it was read.
_UPDATE: Final = """
    UPDATE syncjobs_syncjob SET {columns}
    WHERE id = %s AND status = %s AND attempt = %s AND heartbeat_at = %s
"""
_TAKEN_OVER: Final = """
    status = 'following', attempt = attempt + 1, started_at = %s, heartbeat_at = %s,
    error_code = '', error_message = '', error_detail = '', note = ''
"""
_GONE_ON: Final = "heartbeat_at = %s"
_SUCCEEDED: Final = "status = 'succeeded', finished_at = %s, error_code = '', error_message = ''"
_FAILED: Final = """
    status = 'failed', finished_at = %s, error_code = %s, error_message = %s, note = ''
"""
# Of a step that has begun before, its beginning and its total stay. PostgreSQL must be told the
# types of what may be empty.
_STEP: Final = {
    "postgresql": """
        SELECT job.id, job.attempt, %s, %s::timestamptz, %s::timestamptz, %s::integer, %s::integer,
            %s, %s, %s FROM job
    """,
    "sqlite": "SELECT job.id, job.attempt, %s, %s, %s, %s, %s, %s, %s, %s FROM job",
}
_STEPS: Final = """
    INSERT INTO syncjobs_syncstep (
        job_id, attempt, name, started_at, finished_at, total, done, verdict, message, advice
    )
    SELECT * FROM ({rows}) AS step WHERE TRUE
    ON CONFLICT (job_id, attempt, name) DO UPDATE SET finished_at = EXCLUDED.finished_at,
        done = EXCLUDED.done, verdict = EXCLUDED.verdict, message = EXCLUDED.message,
        advice = EXCLUDED.advice
"""
_LINE: Final = "SELECT job.id, job.attempt, %s, %s FROM job"
_LINES: Final = "INSERT INTO syncjobs_jobline (job_id, attempt, at, text) {rows}"
_SITE: Final = "UPDATE sites_site SET {columns} FROM job WHERE sites_site.id = job.site_id"
_RAISED: Final = "is_followed = TRUE"
_LOWERED: Final = "is_followed = FALSE"


def job_begun(site_id: int, now: datetime, *, although_cancelled: bool) -> Statement:
    """A new job that follows the site; without the flag of its site."""
    moment = _stored(now)
    return _BEGIN, (site_id, *[moment] * 4, although_cancelled, site_id)


def job_taken_over(row: LiveSync, now: datetime) -> Statement:
    """A job that waited for its site follows it from now on."""
    return _update(row, _TAKEN_OVER, _stored(now), _stored(now))


def job_gone_on(row: LiveSync, heartbeat: datetime) -> Statement:
    """A job that follows its site goes on."""
    return _update(row, _GONE_ON, _stored(heartbeat))


def job_succeeded(row: LiveSync, now: datetime) -> Statement:
    """A job ends well."""
    return _update(row, _SUCCEEDED, _stored(now))


def job_failed(row: LiveSync, now: datetime, error: JobFailedError) -> Statement:
    """A job ends with the error."""
    return _update(row, _FAILED, _stored(now), error.job_code, str(error))


def steps_written(steps: Mapping[str, Step], now: datetime) -> Statement:
    """Steps that begin now or have changed, in their order."""
    rows = " UNION ALL ".join([_STEP[connection.vendor]] * len(steps))
    values: list[Any] = []
    for name, step in steps.items():
        values += (name, _stored(now), _stored(step.finished_at), step.total, step.done)
        values += (step.verdict, step.message, step.advice)
    return _STEPS.format(rows=rows), tuple(values)


def lines_written(texts: Sequence[str], now: datetime) -> Statement:
    """Lines of the job's log, in their order."""
    rows = " UNION ALL ".join([_LINE] * len(texts))
    values = [value for text in texts for value in (_stored(now), text[:LONGEST_LINE])]
    return _LINES.format(rows=rows), tuple(values)


def site_is_followed() -> Statement:
    """The next calls of the site are looked at.

    Also where the flag is up already: somebody may be taking it down.
    """
    return _SITE.format(columns=_RAISED), ()


def site_has_drained(facts: SiteFacts, began_at: datetime | None, now: datetime) -> Statement:
    """The site's sync has ended well, and is followed no more."""
    columns, values = drained_columns(facts, now, None if began_at is None else now - began_at)
    return _SITE.format(columns=f"{_LOWERED}, {columns}"), values


def site_has_failed(error: JobFailedError) -> Statement:
    """The site keeps why its sync failed, which is followed no more."""
    columns, values = failure_columns(error.job_code, str(error))
    return _SITE.format(columns=f"{_LOWERED}, {columns}"), values


def _update(row: LiveSync, columns: str, *values: Any) -> Statement:
    as_read = (row.job_id, row.status, row.attempt, _stored(row.heartbeat_at))
    return _UPDATE.format(columns=columns), (*values, *as_read)


def _stored(moment: datetime | None) -> Any:
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)
