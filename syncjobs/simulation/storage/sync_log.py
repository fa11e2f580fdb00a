"""The log of syncs and their steps, as a site keeps it (protocol 6)."""

import enum
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from syncjobs.simulation.errors import SyncFailedError, Variant
from syncjobs.simulation.storage.database import Database


class StepName(enum.StrEnum):
    """The steps of a sync, in their order."""

    PREPARE_INITIAL = "prepare_initial"
    PUSH_V6 = "push_v6"
    PUSH = "push"
    PULL_CENTRAL = "pull_central"
    PULL_REMOTE = "pull_remote"
    PULL_V6 = "pull_v6"
    INTEGRATE = "integration"

    @property
    def label(self) -> str:
        """What the screen of a site says."""
        return _LABELS[self]


_LABELS = {
    StepName.PREPARE_INITIAL: "Prepare",
    StepName.PUSH_V6: "Push V6",
    StepName.PUSH: "Push",
    StepName.PULL_CENTRAL: "Pull central",
    StepName.PULL_REMOTE: "Pull remote",
    StepName.PULL_V6: "Pull V6",
    StepName.INTEGRATE: "Integrate",
}


@dataclass(slots=True)
class Step:
    """A step that has begun; `total` and `done` are None while nothing was counted."""

    name: StepName
    started_at: datetime
    finished_at: datetime | None = None
    total: int | None = None
    done: int | None = None

    def report(self, remaining: int) -> None:
        """Counts: the first report fixes the total, which never grows."""
        if self.total is None:
            self.total = remaining
        self.done = max(0, self.total - remaining)


Watch = Callable[[Step], None]


class SyncLog:
    """What is known of all syncs, and the rows of the one that runs."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    def is_initialised(self) -> bool:
        """Whether any sync has finished."""
        return self._any("SELECT 1 FROM sync_log WHERE finished_at IS NOT NULL LIMIT 1")

    def is_queue_prepared(self) -> bool:
        """Whether the first step of any sync has finished."""
        return self._any(
            "SELECT 1 FROM sync_step WHERE name = ? AND finished_at IS NOT NULL LIMIT 1",
            StepName.PREPARE_INITIAL,
        )

    def begin(self, watch: Watch) -> "LoggedSync":
        """Starts the row of a sync; `watch` is told of every change of a step."""
        started_at = datetime.now(UTC).isoformat()
        row = self._connection.execute(
            "INSERT INTO sync_log (started_at) VALUES (?)", (started_at,)
        )
        return LoggedSync(self, int(row.lastrowid or 0), watch)

    def save_step(self, sync_id: int, step: Step) -> None:
        """Writes a step as it stands."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sync_step (sync_id, name, started_at, finished_at, total, done)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                sync_id,
                step.name,
                step.started_at.isoformat(),
                step.finished_at and step.finished_at.isoformat(),
                step.total,
                step.done,
            ),
        )

    def save_end(self, sync_id: int, seconds: float, error: SyncFailedError | None) -> None:
        """Writes how a sync ended; after an error it has no finished time."""
        # The log knows no code for an error that a site shows as unknown.
        code = error.variant if error and error.variant is not Variant.UNKNOWN else None
        self._connection.execute(
            "UPDATE sync_log SET finished_at = ?, duration_seconds = ?, error_code = ?,"
            " error_message = ? WHERE id = ?",
            (
                None if error else datetime.now(UTC).isoformat(),
                int(seconds),
                code,
                str(error) if error else None,
                sync_id,
            ),
        )

    def _any(self, query: str, *parameters: str) -> bool:
        return self._connection.execute(query, parameters).fetchone() is not None


class LoggedSync:
    """The rows of one sync."""

    def __init__(self, log: SyncLog, sync_id: int, watch: Watch) -> None:
        self.steps: list[Step] = []
        self._log = log
        self._id = sync_id
        self._watch = watch
        self._began = time.monotonic()

    @contextmanager
    def step(self, name: StepName) -> Iterator[Step]:
        """Starts a step and finishes it, unless the block raises."""
        step = Step(name, datetime.now(UTC))
        self.steps.append(step)
        self._save(step)
        yield step
        step.finished_at = datetime.now(UTC)
        self._save(step)

    def report(self, step: Step, remaining: int) -> None:
        """Counts how much of a step remains."""
        step.report(remaining)
        self._save(step)

    def end(self, error: SyncFailedError | None = None) -> None:
        """Ends the sync, with success unless there is an error."""
        self._log.save_end(self._id, time.monotonic() - self._began, error)

    def _save(self, step: Step) -> None:
        self._log.save_step(self._id, step)
        self._watch(step)
