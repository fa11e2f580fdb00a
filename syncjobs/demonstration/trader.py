"""A site of the demonstration that syncs over HTTP, and tells what happens."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from syncjobs.demonstration.sites import DemoSite
from syncjobs.simulation import SimulatedSite, SyncOutcome
from syncjobs.simulation.errors import Variant
from syncjobs.simulation.outcome import Counts
from syncjobs.simulation.readable import failure_lines, listed, refused_lines, step_line
from syncjobs.simulation.storage.sync_log import Step

# How long the portal may take to start, and how often a sync is tried.
START_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.5
TRIES: Final = 3
PAUSE_SECONDS: Final = 3.0

Say = Callable[[str], None]


class DemonstrationError(Exception):
    """The demonstration cannot go on; the text says why and what to do."""


class Trader:
    """Two of them trade with each other. `say` prints a line."""

    def __init__(self, demo: DemoSite, url: str, folder: Path, say: Say) -> None:
        self.name = demo.name
        self.store_code = demo.stores[0]
        self._say = say
        self._tells_steps = True
        self.site = SimulatedSite(
            url=url,
            name=demo.name,
            password=demo.password,
            database=folder / f"{demo.name}.sqlite3",
            hardware_id=f"machine of {demo.name}",
            watch=self._tell_step,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.site.close()

    def sync(self) -> SyncOutcome:
        """Syncs, tells each step and what was moved.

        Raises DemonstrationError when it fails time and again.
        """
        self._say(f"\n{self.name}")
        for _ in range(TRIES):
            outcome = self._sync_when_answered()
            for line in (*moved_lines(outcome.counts), *failed_lines(outcome)):
                self._say(line)
            if outcome.has_succeeded:
                return outcome
            time.sleep(PAUSE_SECONDS)
        raise DemonstrationError(
            f"{self.name} cannot sync. Look at what is said above, and at the portal's own lines;"
            " then start the demonstration again."
        )

    def sync_quietly(self) -> None:
        """Syncs, and tells what was moved and what failed; nothing if there is neither."""
        self._tells_steps = False
        outcome = self.site.sync()
        lines = (*moved_lines(outcome.counts), *failed_lines(outcome))
        if lines:
            self._say(f"{datetime.now().astimezone():%H:%M:%S}  {self.name}")
        for line in lines:
            self._say(line)

    def _sync_when_answered(self) -> SyncOutcome:
        """The first sync that somebody answers: the portal may still be about to start."""
        until = time.monotonic() + START_SECONDS
        while True:
            outcome = self.site.sync()
            error = outcome.error
            is_unheard = error is not None and error.variant is Variant.CONNECTION_ERROR
            if not is_unheard or time.monotonic() > until:
                return outcome
            time.sleep(LOOK_SECONDS)

    def _tell_step(self, step: Step) -> None:
        if self._tells_steps and step.finished_at is not None:
            self._say(step_line(step))


def moved_lines(counts: Counts) -> Iterator[str]:
    """What was pushed and what came, if there was anything."""
    came = counts.pulled_central + counts.pulled_queue
    for what, by_table in (("Pushed", counts.pushed), ("Got", came)):
        if by_table:
            yield f"          {what} {listed(by_table)}."
    for line in refused_lines(counts.integration.written_off):
        yield f"        {line}"


def failed_lines(outcome: SyncOutcome) -> Iterator[str]:
    """Why the sync failed, if it did."""
    if outcome.error is not None:
        yield from failure_lines(outcome.error)
