"""The portal signed in at one site: asked again and again, with a token that may run out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from syncjobs.clients.remote_graphql import TokenRefusedError
from syncjobs.clients.remote_replies import SignInRefusal, SyncStatus
from syncjobs.clients.remote_site import ask_latest_sync, sign_in, trigger_sync
from syncjobs.jobs.job_run import JobRun
from syncjobs.jobs.site_refusals import sign_in_failure
from syncjobs.one_time_logins import (
    PORTAL_USERNAME,
    issue_one_time_login,
    withdraw_one_time_login,
)

T = TypeVar("T")

LONGEST_DETAIL: Final = 20_000
# Passwords and their digests have 64; the ids of records have 32 and are of use.
_SECRET: Final = re.compile(r"[0-9a-fA-F]{64,}")


@dataclass(slots=True)
class SiteSession:
    """Signs in when it has to. Each call shows that the run lives, and stops one that must.

    Besides its own errors every call raises JobLostError and JobCancelledError, and what
    `syncjobs.clients.remote_site` raises.
    """

    run: JobRun
    url: str
    _token: str = field(default="", repr=False)

    def sign_in(self) -> None:
        """Gets a token with a one-time login. Raises JobFailedError when the site refuses it."""
        self.run.heartbeat()
        password = issue_one_time_login(self.run.site_id)
        try:
            outcome = sign_in(self.url, PORTAL_USERNAME, password)
        finally:
            asked_portal = withdraw_one_time_login(password)
        if isinstance(outcome, SignInRefusal):
            raise sign_in_failure(outcome, asked_portal=asked_portal)
        self._token = outcome
        self.run.say("Signed in at the site.")
        self.run.heartbeat()

    def latest_sync(self) -> SyncStatus | None:
        """The newest sync of the site; None before its first."""
        return self._with_token(ask_latest_sync)

    def trigger_sync(self) -> None:
        """Asks the site to sync soon."""
        self._with_token(trigger_sync)

    def shown(self, text: str) -> str:
        """A text of the site as it may be kept and shown: cut, without secrets, legible."""
        if self._token:
            text = text.replace(self._token, "…")
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
        return _SECRET.sub("…", text)[:LONGEST_DETAIL]

    def _with_token(self, call: Callable[[str, str], T]) -> T:
        self.run.heartbeat()
        if not self._token:
            self.sign_in()
            return call(self.url, self._token)
        try:
            return call(self.url, self._token)
        except TokenRefusedError:
            self._token = ""
            self.run.say("The site does not know the portal any more.")
            self.sign_in()
        return call(self.url, self._token)
