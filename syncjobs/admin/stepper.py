"""A job's steps as an administrator sees them: all of its kind, begun or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, StepName, Verdict
from syncjobs.models import SyncJob, SyncStep

RUNNING = "running"
INTEGRATE = StepName.INTEGRATE


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: its state is pending, running, passed, warning, failed, unreached or unseen.

    Unseen are the steps of a sync that the portal only follows and that happen elsewhere.
    """

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
    def has_bar(self) -> bool:
        """Whether a bar says more than the words: while it runs, and its end is known."""
        return self.state == RUNNING and self.total > 0


def stepper(job: SyncJob) -> list[StepView]:
    """The steps of the job's last try in their order. One query."""
    rows = {row.name: row for row in job.steps.filter(attempt=job.attempt)}
    names = STEPS_OF_KIND[job.kind]
    # What the portal integrates of a push comes before the site's pulls.
    begun = [place for place, name in enumerate(names) if name in rows and name != INTEGRATE]
    newest = max(begun, default=-1)
    return [
        _view_of(rows[name], job)
        if name in rows
        else StepView(name.label, _not_begun(job, is_past=place < newest))
        for place, name in enumerate(names)
    ]


def _not_begun(job: SyncJob, *, is_past: bool) -> str:
    """The state of a step without a row; others began after it if it `is_past`."""
    if job.kind == JobKind.SYNC and (is_past or job.status == JobStatus.SUCCEEDED):
        return "unseen"
    return "pending" if job.is_live else "unreached"


def _view_of(step: SyncStep, job: SyncJob) -> StepView:
    # A step that was left open goes on no longer than its job.
    seen_until = step.finished_at or job.finished_at or timezone.now()
    return StepView(
        label=step.get_name_display(),
        state=step.verdict or RUNNING,
        message=step.message,
        advice=step.advice if step.verdict != Verdict.PASSED else "",
        progress=_progress_text(step.done, step.total),
        seconds=seconds_text(seen_until - step.started_at),
        started_at=step.started_at,
        done=min(step.done or 0, step.total or 0),
        total=step.total or 0,
    )


def _progress_text(done: int | None, total: int | None) -> str:
    """How far the step is, as `1,024 / 50,000`; without an end that is known, how much is done."""
    if total:
        return f"{done or 0:,} / {total:,}"
    return f"{done:,}" if done else ""


def seconds_text(duration: timedelta | None) -> str:
    """A duration as `0.4 s` or `2 min 5 s`; empty for None."""
    if duration is None:
        return ""
    seconds = max(0.0, duration.total_seconds())
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"
