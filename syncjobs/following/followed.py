"""A sync that is followed, while one call of its site is looked at.

What is new of it is collected here and then kept with one statement. Nothing is locked meanwhile:
when somebody else has written the job since it was read, nothing is kept and one looks again.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from django.utils import timezone

from sites.site_facts import SiteFacts
from syncjobs.choices import JobStatus, StepName, Verdict
from syncjobs.errors import JobFailedError
from syncjobs.following import writes
from syncjobs.following.reading import LiveSync, Step, read_live_sync
from syncjobs.following.together import Statement, write_together

# The steps that are seen from here, in the order of protocol 6. The portal integrates beside them.
SEEN: Final = (StepName.PREPARE, StepName.PUSH, StepName.PULL_CENTRAL, StepName.PULL_REMOTE)
# These come once in a sync: when more comes after their end, it is another sync.
ONCE: Final = (StepName.PREPARE, StepName.PUSH)
# What the columns can hold.
MOST: Final = 2**31 - 1
LEFT_OPEN: Final = "The site went on before this was over."
# A call that changes nothing is a sign of life only, which is kept so often at most.
LIFE_KEPT_EVERY: Final = timedelta(seconds=5)
# The heartbeat tells one write from the next, also where it is no sign of the site's life.
NEXT: Final = timedelta(microseconds=1)


@dataclass(slots=True)
class Followed:
    """The sync as it was read (None for a new one), its steps by name, and what is new of both.

    A new one is not kept when the site has a live sync, or, unless `although_cancelled`, when the
    newest of the site was cancelled.
    """

    site_id: int
    row: LiveSync | None = None
    although_cancelled: bool = False
    steps: dict[str, Step] = field(default_factory=dict)
    _changed: dict[str, Step] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)
    _end: Statement | None = None
    _site: Statement | None = None
    _shows_life: bool = False
    _now: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, site_id: int, row: LiveSync) -> Self:
        """The sync in this row, which follows its site or does so from now on."""
        if row.status == JobStatus.FOLLOWING:
            return cls(site_id, row, steps=row.steps)
        sync = cls(site_id, row)
        sync.say("The site called; its sync is followed.")
        return sync

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

    def was_heard(self, since: datetime) -> bool:
        """Whether the site called at that moment or later."""
        heard_at = self.row.heartbeat_at if self.row is not None else self._now
        return heard_at is not None and heard_at >= since

    def show_life(self) -> None:
        """The site has just called."""
        self._shows_life = True

    def begin(self, name: StepName, total: int | None = None) -> None:
        """Begins the step, or goes on with it; the first `total` counts."""
        step = self.steps.get(name)
        if step is None:
            self._change(name, Step() if total is None else Step(min(total, MOST), 0))
        elif step.finished_at is not None:
            self._change(name, Step(step.total, step.done))

    def report(self, name: StepName, remaining: int) -> None:
        """Keeps how much is left of the step: what is done is the rest of its total."""
        self._count(name, max(0, (self.steps[name].total or 0) - remaining))

    def add(self, name: StepName, count: int) -> None:
        """Keeps that so much more of the step is done."""
        step = self.steps[name]
        self._count(name, min(step.total or 0, (step.done or 0) + count))

    def finish(self, name: StepName, message: str) -> None:
        """Ends the step well; all of it is done."""
        if self.is_open(name):
            total = self.steps[name].total
            self._change(name, Step(total, total, self._now, Verdict.PASSED, message))

    def leave(self, name: StepName) -> None:
        """Ends a step whose end was not seen."""
        self._stop(name, Verdict.WARNING, LEFT_OPEN)

    def say(self, text: str) -> None:
        """Adds a line to the job's log."""
        self._lines.append(text)

    def succeed(self, facts: SiteFacts) -> None:
        """Ends the sync well: the site has all that waited for it."""
        if self.row is not None:
            self._end = writes.job_succeeded(self.row, self._now)
            self._site = writes.site_has_drained(facts, self.row.started_at, self._now)

    def fail(self, error: JobFailedError) -> None:
        """Ends the sync with the error, which the site keeps."""
        if self.row is not None:
            for name in list(self.steps):
                self._stop(name, Verdict.FAILED, error.text, error.advice)
            self.say(error.text)
            self._end = writes.job_failed(self.row, self._now, error)
            self._site = writes.site_has_failed(error)

    def keep(self) -> bool:
        """Writes what is new; False, with nothing written, when the job is not as it was read."""
        if not self._has_news():
            return True
        others = []
        if self._changed:
            others.append(writes.steps_written(self._changed, self._now))
        if self._lines:
            others.append(writes.lines_written(self._lines, self._now))
        if self._site or self.row is None:
            others.append(self._site or writes.site_is_followed())
        return write_together(self._job(), others)

    def _has_news(self) -> bool:
        row = self.row
        if self._changed or self._lines or self._end or row is None or row.heartbeat_at is None:
            return True
        return self._shows_life and self._now - row.heartbeat_at >= LIFE_KEPT_EVERY

    def _job(self) -> Statement:
        if self._end is not None:
            return self._end
        if self.row is None:
            again = self.although_cancelled
            return writes.job_begun(self.site_id, self._now, although_cancelled=again)
        if self.row.status == JobStatus.EXPECTING:
            return writes.job_taken_over(self.row, self._now)
        return writes.job_gone_on(self.row, self._heartbeat(self.row.heartbeat_at))

    def _heartbeat(self, last: datetime | None) -> datetime:
        if last is None:
            return self._now
        return max(self._now, last + NEXT) if self._shows_life else last + NEXT

    def _count(self, name: StepName, done: int) -> None:
        step = self.steps[name]
        if self.is_open(name) and step.done != done:
            self._change(name, Step(step.total, done))

    def _stop(self, name: str, verdict: Verdict, message: str, advice: str = "") -> None:
        step = self.steps[name]
        if step.finished_at is None:
            ended = Step(step.total, step.done, self._now, verdict, message, advice)
            self._change(name, ended)

    def _change(self, name: str, step: Step) -> None:
        self.steps[name] = self._changed[name] = step


def followed_sync(site_id: int) -> Followed | None:
    """The sync that follows the site now; None without one. One query."""
    row = read_live_sync(site_id)
    follows = row is not None and row.status == JobStatus.FOLLOWING
    return Followed.of(site_id, row) if row is not None and follows else None
