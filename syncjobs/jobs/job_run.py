"""One run of a job: its claim on the row, its heartbeat and its steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from syncjobs.choices import JobStatus, StepName, Verdict
from syncjobs.errors import JobCancelledError, JobFailedError, JobLostError
from syncjobs.jobs.job_lines import say
from syncjobs.models import SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet


@dataclass(slots=True)
class StepOutcome:
    """How the present step goes and ends, as its block says it; without a word it passes."""

    run: "JobRun"
    row_pk: int
    verdict: Verdict = Verdict.PASSED
    message: str = ""
    advice: str = ""

    def passed(self, message: str) -> None:
        """It is well; `message` says what was found."""
        self.verdict, self.message, self.advice = Verdict.PASSED, message, ""

    def warn(self, message: str, advice: str) -> None:
        """It is not well, but the job can go on."""
        self.verdict, self.message, self.advice = Verdict.WARNING, message, advice

    def report(self, done: int, total: int | None = None) -> None:
        """Shows how far the step is, and that the run lives; the first `total` counts.

        Raises JobLostError or JobCancelledError when the run must stop.
        """
        self.run.heartbeat()
        row = SyncStep.objects.filter(pk=self.row_pk)
        if total is not None:
            row.filter(total__isnull=True).update(total=total)
        row.update(done=done)


@dataclass(frozen=True, slots=True)
class JobRun:
    """The right to work on a job, as long as the row is running with this attempt's number."""

    job_id: int
    site_id: int
    kind: str
    attempt: int

    @classmethod
    def claim(cls, job_id: int, celery_task_id: str = "") -> Self | None:
        """Takes a due job; None when it is not due, not there, or somebody else took it."""
        now = timezone.now()
        claimed = (
            SyncJob.objects.due(now)
            .filter(pk=job_id)
            .update(
                status=JobStatus.RUNNING,
                attempt=F("attempt") + 1,
                started_at=now,
                heartbeat_at=now,
                error_code="",
                error_message="",
                error_detail="",
                note="",
                celery_task_id=celery_task_id,
            )
        )
        if not claimed:
            return None
        job = SyncJob.objects.get(pk=job_id)
        return cls(job.pk, job.site_id, job.kind, job.attempt)

    def heartbeat(self) -> None:
        """Shows that the run lives. Raises JobLostError or JobCancelledError when it must stop."""
        if not self.row().update(heartbeat_at=timezone.now()):
            raise JobLostError("The job was given to another run, or ended.")
        if self.is_cancelled():
            raise JobCancelledError("The job was cancelled.")

    @contextmanager
    def step(self, name: StepName) -> Iterator[StepOutcome]:
        """Runs the block as a step: its row begins and ends with it, whatever happens inside."""
        self.heartbeat()
        row = self._begin_step(name)
        outcome = StepOutcome(self, row.pk)
        try:
            yield outcome
        except JobFailedError as error:
            outcome.verdict, outcome.message, outcome.advice = (
                Verdict.FAILED,
                error.text,
                error.advice,
            )
            raise
        except BaseException:
            outcome.verdict, outcome.message = Verdict.FAILED, "The step was interrupted."
            raise
        finally:
            # A step that the reaper has ended stays as it is.
            ended = SyncStep.objects.filter(pk=row.pk, finished_at__isnull=True).update(
                finished_at=timezone.now(),
                verdict=outcome.verdict,
                message=outcome.message,
                advice=outcome.advice,
            )
            if ended:
                self.say(
                    f"{name.label}: {outcome.verdict.label.lower()}. {outcome.message}".strip()
                )

    def say(self, text: str) -> None:
        """Writes a line of the run's log."""
        say(self.job_id, self.attempt, text)

    def end(self, status: JobStatus, error_code: str = "", error_message: str = "") -> bool:
        """Ends the job; False when it is not this run's any more."""
        return bool(
            self.row().update(
                status=status,
                finished_at=timezone.now(),
                error_code=error_code,
                error_message=error_message,
            )
        )

    def is_cancelled(self) -> bool:
        """Whether the job is still this run's and somebody asked it to stop."""
        return self.row().filter(cancel_requested_at__isnull=False).exists()

    def row(self) -> SyncJobQuerySet:
        """The row of the job, as long as it is this run's."""
        return SyncJob.objects.filter(
            pk=self.job_id, status=JobStatus.RUNNING, attempt=self.attempt
        )

    def _begin_step(self, name: StepName) -> SyncStep:
        try:
            row = SyncStep.objects.create(
                job_id=self.job_id, attempt=self.attempt, name=name, started_at=timezone.now()
            )
            self.say(f"{name.label}: begun.")
        except IntegrityError as error:
            raise JobLostError("The job was deleted together with its site.") from error
        return row
