"""What one run of the load does and what it found; both travel between processes as JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the load against the loopback port `port`.

    `rate` calls a second begin at times that are fixed beforehand, whatever the server does; with
    a `rate` of 0, `callers` callers each begin a call as soon as their last one is answered.
    Sites `first_site` to `first_site + sites` (exclusive) call. With `signing_in`, a site calls
    until it is let in, and once; otherwise each makes the three calls of a sync cycle, and after
    the last site the first one's turn comes again.
    """

    port: int
    path: str
    kept_connections: bool
    seconds: float
    first_site: int
    sites: int
    rate: float = 0
    callers: int = 0
    signing_in: bool = False

    def as_json(self) -> str:
        """The plan as text, for the process that carries it out."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the calls of one run.

    Times are in milliseconds; with a fixed rate they count from the moment at which the call was
    due. `told_to_wait` counts answers `site_auth_timeout`, whose times stand apart; `unanswered`
    calls had no answer ten seconds after the end, and have no time.
    """

    seconds: float
    answered: int
    told_to_wait: int
    wrong: int
    unanswered: int
    p50: float
    p99: float
    longest: float
    told_to_wait_p99: float
    load_cpu_seconds: float
    first_mistake: str

    @property
    def per_second(self) -> float:
        """Right answers a second."""
        return self.answered / self.seconds

    @classmethod
    def from_json(cls, text: str) -> "Outcome":
        """The outcome that `as_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        return cls(**fields)

    def as_json(self) -> str:
        """The outcome as text."""
        return json.dumps(asdict(self))
