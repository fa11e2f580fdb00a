"""A job's steps as an administrator sees them: all of its kind, begun or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from sites.models import Site
from syncjobs.admin.unbegun_steps import (
    BEFORE,
    IDLE,
    UNREACHED,
    UNSEEN,
    is_followed,
    shown_steps,
    unbegun_state,
)
from syncjobs.choices import JobStatus, Verdict
from syncjobs.models import SyncJob, SyncStep

RUNNING = "running"
# Seconds in a unit and in that of the rest, the longest first.
UNITS: Final = ((86_400, "d", 3_600, "h"), (3_600, "h", 60, "min"), (60, "min", 1, "s"))
STATE_WORDS: Final = {
    UNREACHED: "not reached",
    UNSEEN: "not seen from here",
    IDLE: "nothing to do",
    BEFORE: "before the portal followed",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its state is running, passed, warning, failed, or one of `unbegun_state`."""

    label: str
    state: str
    message: str = ""
    advice: str = ""
    progress: str = ""
    seconds: str = ""
    started_at: datetime | None = None
    done: int = 0
    total: int = 0

    @property
    def state_word(self) -> str:
        """The state as an administrator reads it."""
        return STATE_WORDS.get(self.state, self.state)

    @property
    def has_bar(self) -> bool:
        """Whether a bar says more than the words: while it runs, and its end is known."""
        return self.state == RUNNING and self.total > 0


def stepper(job: SyncJob, site: Site) -> list[StepView]:
    """The steps of the last try of the site's job in their order. Two queries at most."""
    rows = {row.name: row for row in job.steps.filter(attempt=job.attempt)}
    follows = is_followed(job, rows)
    return [
        _view_of(rows[name], job)
        if name in rows
        else StepView(name.label, unbegun_state(name, job, rows, follows=follows))
        for name in shown_steps(job, site, rows)
    ]


def _view_of(step: SyncStep, job: SyncJob) -> StepView:
    # A step that was left open goes on no longer than its job.
    message, advice = _texts_of(step, job)
    seen_until = step.finished_at or job.finished_at or timezone.now()
    return StepView(
        label=step.get_name_display(),
        state=step.verdict or _open_state(job),
        message=message,
        advice=advice,
        progress=_progress_text(step.done, step.total),
        seconds=seconds_text(seen_until - step.started_at),
        started_at=step.started_at,
        done=min(step.done or 0, step.total or 0),
        total=step.total or 0,
    )


def _open_state(job: SyncJob) -> str:
    """The state of a step that was not ended: it runs no longer than its job."""
    if job.is_live:
        return RUNNING
    return Verdict.FAILED if job.status == JobStatus.FAILED else Verdict.WARNING


def _texts_of(step: SyncStep, job: SyncJob) -> tuple[str, str]:
    """The step's message and advice; what the job's own error says in full is not said twice."""
    is_error = step.verdict == Verdict.FAILED and bool(step.message)
    if is_error and job.error_code and job.error_message.startswith(step.message):
        return f"{job.error_code}; see below.", ""
    return step.message, step.advice if step.verdict != Verdict.PASSED else ""


def _progress_text(done: int | None, total: int | None) -> str:
    """How far the step is, as `1,024 / 50,000`; without an end that is known, how much is done."""
    if total:
        return f"{done or 0:,} / {total:,}"
    return f"{done:,}" if done else ""


def seconds_text(duration: timedelta | None) -> str:
    """A duration as `0.4 s`, `2 min 5 s`, `3 h 10 min` or `2 d 4 h`; empty for None."""
    if duration is None:
        return ""
    seconds = max(0.0, duration.total_seconds())
    for size, unit, rest_size, rest_unit in UNITS:
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} {seconds % size // rest_size:.0f} {rest_unit}"
    return f"{seconds:.1f} s"
