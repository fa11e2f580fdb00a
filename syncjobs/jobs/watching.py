"""Watching the run of a site that a sync has asked for, to its end."""

import time
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from syncjobs.clients.remote_no_answer import SiteUnreachableError
from syncjobs.clients.remote_replies import RunSummary, SyncStatus
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.mirror_steps import leave_steps, mirror_steps, where_it_stands
from syncjobs.jobs.site_errors import site_failure
from syncjobs.jobs.site_runs import is_its_run, remember_started
from syncjobs.jobs.site_session import SiteSession
from syncjobs.jobs.stopping import pause
from syncjobs.jobs.watch_errors import end_unseen, never_started, site_lost, stands_still
from syncjobs.models import SiteRun

# How long a site that has nothing else to do may take to begin.
START_SECONDS: Final = 60.0
# How long a site may be away while it syncs: long enough for a restart.
LOST_SECONDS: Final = 120.0


class WorkerStopsError(Exception):
    """This worker must stop; another one can go on with the job."""


@dataclass(slots=True)
class Watch:
    """What was seen up to now; moments are of the clock that never jumps."""

    run: JobRun
    session: SiteSession
    site_run: SiteRun
    newest: SyncStatus | None = None
    moved_at: float = field(default_factory=time.monotonic)
    idle_since: float | None = None
    lost_since: float | None = None

    def to_the_end(self) -> RunSummary:
        """Mirrors the run until it has ended well, and returns its times.

        Raises JobFailedError when the run fails, never starts or is lost, WorkerStopsError, and
        what `JobRun.heartbeat` raises.
        """
        while True:
            if self._look():
                ended = self._follow() if self._is_ours() else self._await()
                if ended is not None:
                    return ended
            self._refuse_silence()
            if pause(settings.SYNC_LOOK_SECONDS):
                raise WorkerStopsError

    def _look(self) -> bool:
        """Asks the site; False when it does not answer, for not too long yet."""
        try:
            newest = self.session.latest_sync()
        except SiteUnreachableError as error:
            self._bear(error)
            return False
        if self.lost_since is not None:
            self.lost_since, self.moved_at = None, time.monotonic()
            self.run.say("The site answers again.")
        if newest != self.newest:
            self.newest, self.moved_at = newest, time.monotonic()
        return True

    def _bear(self, error: SiteUnreachableError) -> None:
        now = time.monotonic()
        if self.lost_since is None:
            self.lost_since = now
            self.run.say(f"The site does not answer; it is asked again. {error.text}")
        if now - self.lost_since > LOST_SECONDS:
            raise site_lost(where_it_stands(self.run), error.text) from error

    def _is_ours(self) -> bool:
        return is_its_run(self.site_run, self.newest)

    def _follow(self) -> RunSummary | None:
        status = self.newest
        assert status is not None  # noqa: S101 - it is the run that was asked for
        if self.site_run.started is None:
            remember_started(self.site_run, status.summary.started)
            self.run.row().update(note="")
            self.run.say("The sync began at the site.")
        mirror_steps(self.run, status)
        if status.error is not None:
            self.run.row().update(error_detail=self.session.shown(status.error.full_error))
            raise site_failure(status.error)
        return status.summary if status.summary.finished else None

    def _await(self) -> RunSummary | None:
        """Waits for the run to begin; or finds that it has ended while nobody looked."""
        if self.site_run.started is not None:
            return self._ended_unseen()
        now = time.monotonic()
        if self.newest is not None and self.newest.is_syncing:
            self.idle_since = None
        elif self.idle_since is None:
            self.idle_since = now
        elif now - self.idle_since > START_SECONDS:
            raise never_started()
        return None

    def _ended_unseen(self) -> RunSummary:
        ended = self.newest.last_successful if self.newest else None
        if ended is None or ended.started != self.site_run.started:
            raise end_unseen(where_it_stands(self.run))
        leave_steps(self.run, "It ended at the site while the portal was not looking.")
        return ended

    def _refuse_silence(self) -> None:
        if time.monotonic() - self.moved_at > settings.SYNC_SILENCE_SECONDS:
            raise stands_still(where_it_stands(self.run), settings.SYNC_SILENCE_SECONDS)
