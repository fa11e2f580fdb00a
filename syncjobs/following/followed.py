"""A sync that is followed, while one call of its site is written down."""

from dataclasses import dataclass
from typing import Final, Self

from django.utils import timezone

from syncjobs.choices import JobStatus, StepName, Verdict
from syncjobs.jobs.job_lines import say
from syncjobs.models import SyncJob, SyncStep
from syncjobs.querysets import SyncJobQuerySet

# The steps that are seen from here, in the order of protocol 6. The portal integrates beside them.
SEEN: Final = (StepName.PREPARE, StepName.PUSH, StepName.PULL_CENTRAL, StepName.PULL_REMOTE)
# These come once in a sync: when more comes after their end, it is another sync.
ONCE: Final = (StepName.PREPARE, StepName.PUSH)
# What the columns can hold.
MOST: Final = 2**31 - 1
LEFT_OPEN: Final = "The site went on before this was over."


@dataclass(slots=True)
class Followed:
    """The job, whose row the present transaction has locked, and the steps that have begun."""

    job: SyncJob
    steps: dict[str, SyncStep]

    @classmethod
    def load(cls, job: SyncJob) -> Self:
        """The job with its steps; the row must be locked."""
        steps = SyncStep.objects.filter(job=job, attempt=job.attempt)
        return cls(job, {step.name: step for step in steps})

    @property
    def present_step(self) -> StepName | None:
        """Where the sync stands: the last step that has begun."""
        last = next((name for name in reversed(SEEN) if name in self.steps), None)
        waits = last == StepName.PUSH and self.is_open(StepName.INTEGRATE)
        return StepName.INTEGRATE if waits else last

    def is_past(self, name: StepName, *, has_work: bool) -> bool:
        """Whether a call for this step must belong to another sync, which has begun anew."""
        if any(later in self.steps for later in SEEN[SEEN.index(name) + 1 :]):
            return True
        return has_work and name in ONCE and self.is_finished(name)

    def is_open(self, name: StepName) -> bool:
        """Whether the step has begun and not ended."""
        return name in self.steps and self.steps[name].finished_at is None

    def is_finished(self, name: StepName) -> bool:
        """Whether the step has begun and ended."""
        return name in self.steps and self.steps[name].finished_at is not None

    def show_life(self) -> None:
        """Keeps that the site has just called."""
        now = timezone.now()
        self._row().update(heartbeat_at=now)
        self.job.heartbeat_at = now

    def begin(self, name: StepName, total: int | None = None) -> None:
        """Begins the step, or goes on with it; the first `total` counts."""
        if name in self.steps:
            self._reopen(self.steps[name])
            return
        self.steps[name] = SyncStep.objects.create(
            job=self.job,
            attempt=self.job.attempt,
            name=name,
            started_at=timezone.now(),
            total=None if total is None else min(total, MOST),
            done=None if total is None else 0,
        )

    def report(self, name: StepName, remaining: int) -> None:
        """Keeps how much is left of the step: what is done is the rest of its total."""
        self._write(name, done=max(0, (self.steps[name].total or 0) - remaining))

    def add(self, name: StepName, count: int) -> None:
        """Keeps that so much more of the step is done."""
        step = self.steps[name]
        self._write(name, done=min(step.total or 0, (step.done or 0) + count))

    def finish(self, name: StepName, message: str) -> None:
        """Ends the step well; all of it is done."""
        self._end(name, Verdict.PASSED, message, done=self.steps[name].total)

    def leave(self, name: StepName) -> None:
        """Ends a step whose end was not seen."""
        self._end(name, Verdict.WARNING, LEFT_OPEN, done=self.steps[name].done)

    def say(self, text: str) -> None:
        """Writes a line of the job's log."""
        say(self.job.pk, self.job.attempt, text)

    def _end(self, name: StepName, verdict: Verdict, message: str, done: int | None) -> None:
        self._write(
            name, finished_at=timezone.now(), verdict=verdict, message=message, advice="", done=done
        )

    def _reopen(self, step: SyncStep) -> None:
        if step.finished_at is not None:
            self._update(step, finished_at=None, verdict="", message="")

    def _write(self, name: StepName, **values: object) -> None:
        if self.is_open(name):
            self._update(self.steps[name], **values)

    def _update(self, step: SyncStep, **values: object) -> None:
        SyncStep.objects.filter(pk=step.pk, finished_at=step.finished_at).update(**values)
        for column, value in values.items():
            setattr(step, column, value)

    def _row(self) -> SyncJobQuerySet:
        return SyncJob.objects.filter(
            pk=self.job.pk, status=JobStatus.FOLLOWING, attempt=self.job.attempt
        )
