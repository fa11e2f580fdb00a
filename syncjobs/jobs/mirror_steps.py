"""The steps of a site's sync as rows of the job, with the site's own times (protocol 6)."""

from django.db import IntegrityError, models
from django.utils import timezone

from syncjobs.choices import STEPS_OF_KIND, JobKind, Verdict
from syncjobs.clients.remote_replies import StepStatus, SyncStatus
from syncjobs.errors import JobFailedError, JobLostError
from syncjobs.following.spans import in_words
from syncjobs.jobs.job_run import JobRun
from syncjobs.models import SyncStep


def mirror_steps(run: JobRun, status: SyncStatus) -> None:
    """Writes every step that the site has begun as far as it is, and what began or ended."""
    known = {row.name: row for row in _rows(run)}
    for name in STEPS_OF_KIND[JobKind.SYNC]:
        step = status.steps.get(name)
        if step is None:
            continue
        row = known.get(name)
        if row is None:
            row = _begin(run, SyncStep(name=name, started_at=step.started))
        if row.finished_at is None:
            _go_on(run, row, step)


def where_it_stands(run: JobRun) -> str:
    """The step in which the sync was last seen, by whichever try, as part of a sentence."""
    row = SyncStep.objects.filter(job_id=run.job_id).last()
    if row is None:
        return "before its first step"
    preposition = "after" if row.verdict == Verdict.PASSED else "in"
    return f"{preposition} the step “{row.get_name_display()}”"


def fail_step(run: JobRun, error: JobFailedError) -> None:
    """Ends the step in which the sync failed, and which the site never finished."""
    row = _rows(run).filter(finished_at__isnull=True).last()
    if row is not None:
        # The beginning is of the site's clock, which may be ahead.
        ended_at = max(timezone.now(), row.started_at)
        _rows(run).filter(pk=row.pk).update(
            finished_at=ended_at, verdict=Verdict.FAILED, message=error.text, advice=error.advice
        )


def leave_steps(run: JobRun, message: str) -> None:
    """Ends the steps whose end at the site the portal will not see."""
    _rows(run).filter(finished_at__isnull=True).update(
        finished_at=timezone.now(), verdict=Verdict.WARNING, message=message
    )


def _rows(run: JobRun) -> models.QuerySet[SyncStep]:
    return SyncStep.objects.filter(job_id=run.job_id, attempt=run.attempt)


def _begin(run: JobRun, row: SyncStep) -> SyncStep:
    row.job_id, row.attempt = run.job_id, run.attempt
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise JobLostError("The job was deleted together with its site.") from error
    run.say(f"{row.get_name_display()} began.")
    return row


def _go_on(run: JobRun, row: SyncStep, step: StepStatus) -> None:
    before = (row.total, row.done, row.finished_at)
    if row.total is None:
        row.total = step.total
    if step.done is not None:
        # The total is the one of the first report and never grows (protocol 6).
        row.done = step.done if row.total is None else min(step.done, row.total)
    if step.finished is not None:
        row.finished_at, row.verdict = step.finished, Verdict.PASSED
    if (row.total, row.done, row.finished_at) == before:
        return
    row.save(update_fields=["total", "done", "finished_at", "verdict"])
    if step.finished is not None:
        counted = f" with {row.done or 0} of {row.total}" if row.total else ""
        lasted = in_words(step.finished - step.started)
        run.say(f"{row.get_name_display()} ended{counted}, after {lasted}.")
