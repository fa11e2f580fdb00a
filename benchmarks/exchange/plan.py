"""What one run of the exchange's load does and what it found; both travel as JSON."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A site that pushes: its number, its store, and the name of a store elsewhere."""

    number: int
    store_id: str
    partner_name_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the load against the loopback port `port`.

    `kind` names one of `benchmarks.exchange.errands.KINDS`. `rate` errands a second begin at random
    moments, whatever the server does; with a `rate` of 0, `callers` begin one after another until
    `errands` are begun. Of errands that can be watched, one in `watched` is.
    """

    port: int
    kind: str
    places: list[Place]
    seconds: float = 0
    rate: float = 0
    callers: int = 0
    errands: int = 0
    watched: int = 0
    cursor: int = 0
    batches: int = 0

    def as_json(self) -> str:
        """The plan as text, for the process that carries it out."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan that `as_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        fields["places"] = [Place(*each) for each in fields["places"]]
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Times:
    """How long the calls of one route took, in milliseconds from when each was due."""

    count: int
    p50: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the errands of one run.

    `per_second` counts finished errands a second, while they were begun; `elapsed` is the time from
    the first call to the last answer. `idle_after` is how long watched pushes took to be
    integrated, from their closing POST on. `unfinished` errands had no end ten seconds after the
    last was begun.
    """

    begun: int
    finished: int
    unfinished: int
    per_second: float
    elapsed: float
    load_cpu_seconds: float
    wrong: int
    first_mistake: str
    routes: dict[str, Times] = field(default_factory=dict)
    idle_after: Times | None = None

    @property
    def slowest_p99(self) -> float:
        """The p99 of the route that is slowest at that."""
        return max((times.p99 for times in self.routes.values()), default=0.0)

    @property
    def calls(self) -> int:
        """How many calls were answered."""
        return sum(times.count for times in self.routes.values())

    @classmethod
    def from_json(cls, text: str) -> "Outcome":
        """The outcome that `as_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        fields["routes"] = {name: Times(**each) for name, each in fields["routes"].items()}
        if fields["idle_after"] is not None:
            fields["idle_after"] = Times(**fields["idle_after"])
        return cls(**fields)

    def as_json(self) -> str:
        """The outcome as text."""
        return json.dumps(asdict(self))
