"""What a sync came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from syncjobs.simulation.advice import ADVICE, SHOWN
from syncjobs.simulation.errors import RefusedError, SyncFailedError, Variant
from syncjobs.simulation.integration.one_pass import Tally
from syncjobs.simulation.storage.sync_log import Step, StepName


@dataclass(slots=True)
class Counts:
    """How many records of each table a sync moved, and what became of those that it received."""

    pushed: Counter[str] = field(default_factory=Counter)
    pulled_central: Counter[str] = field(default_factory=Counter)
    pulled_queue: Counter[str] = field(default_factory=Counter)
    pulled_v6: Counter[str] = field(default_factory=Counter)
    integration: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class StepReport:
    """A step as it ended; without `finished_at` the sync failed in it."""

    name: StepName
    started_at: datetime
    finished_at: datetime | None
    total: int | None
    done: int | None

    @property
    def is_finished(self) -> bool:
        """Whether the step came to its end."""
        return self.finished_at is not None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a sync failed.

    `variant` decides what the screen of a site shows, `server_code` is the code in the server's
    error envelope, if there was one, and `detail` what a site keeps as the full error.
    """

    variant: Variant
    server_code: str
    detail: str

    @property
    def shown(self) -> str:
        """What the screen of a site shows."""
        return SHOWN[self.variant]

    @property
    def advice(self) -> str:
        """What helps."""
        return ADVICE[self.variant]

    def __str__(self) -> str:
        return f"{self.variant}: {self.shown}. {self.detail}"


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """A sync that has ended; `error` is None when it succeeded.

    `attempt_count` counts requests and their repetitions, to both servers.
    """

    steps: tuple[StepReport, ...]
    error: Failure | None
    counts: Counts
    notes: tuple[str, ...]
    attempt_count: int
    seconds: float

    @property
    def has_succeeded(self) -> bool:
        """Whether the sync came to its end."""
        return self.error is None


def failure_of(error: SyncFailedError) -> Failure:
    """The error as it is reported."""
    server_code = error.code if isinstance(error, RefusedError) else ""
    return Failure(error.variant, server_code, str(error))


def step_reports(steps: Sequence[Step]) -> tuple[StepReport, ...]:
    """The steps as they stand."""
    return tuple(
        StepReport(step.name, step.started_at, step.finished_at, step.total, step.done)
        for step in steps
    )
