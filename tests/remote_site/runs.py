"""The syncs of the stand-in: they move by one frame at every look."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

STEPS = (
    "prepareInitial",
    "pushV6",
    "push",
    "pullCentral",
    "pullRemote",
    "pullV6",
    "integration",
)
TOTAL = 12
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens in a sync: the steps, where it stays, and how it ends.

    `holds_in` is the step that goes on until the run is released, `fails_in` the one that ends it
    with `variant` and `full_error`; without it the sync ends well.
    """

    steps: tuple[str, ...] = STEPS
    holds_in: str = ""
    fails_in: str = ""
    variant: str = "UNKNOWN"
    full_error: str = "Sync api error: url: 'http://portal.example.org', could not parse response"


def now() -> str:
    """This moment as chrono prints it, with nanoseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "789+00:00"


@dataclass(slots=True)
class Run:
    """One sync of the site, as `FullSyncStatusNode` shows it."""

    plan: Plan
    started: str = field(default_factory=now)
    finished: str | None = None
    error: Node | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    is_released: bool = False
    looks: int = 0

    @property
    def is_syncing(self) -> bool:
        """No finished time and no error (protocol 6)."""
        return self.finished is None and self.error is None

    def move(self) -> None:
        """Goes on by one frame: a step begins, is half done, or ends."""
        if not self.is_syncing:
            return
        present = next((name for name in self.plan.steps if self._is_open(name)), None)
        if present is not None:
            self._go_on(present)
            return
        following = next((name for name in self.plan.steps if name not in self.nodes), None)
        if following is None:
            self.finished = now()
        else:
            node: Node = {"started": now(), "finished": None}
            if following != "prepareInitial":
                node |= {"total": TOTAL, "done": 0}
            self.nodes[following] = node

    def summary(self) -> Node:
        """`SyncStatusNode` of the whole."""
        return {
            "started": self.started,
            "finished": self.finished,
            "durationInSeconds": self._duration(),
        }

    def _duration(self) -> int:
        """Up to its end, or up to now: it grows while the sync goes on, even if nothing moves."""
        if self.finished is not None:
            return 7
        self.looks += 1
        return self.looks

    def _is_open(self, name: str) -> bool:
        return name in self.nodes and self.nodes[name]["finished"] is None

    def _go_on(self, name: str) -> None:
        node = self.nodes[name]
        if name == self.plan.fails_in:
            self.error = {"variant": self.plan.variant, "fullError": self.plan.full_error}
        elif node.get("done") == 0:
            node["done"] = TOTAL // 2
        elif name != self.plan.holds_in or self.is_released:
            node["finished"] = now()
            if "total" in node:
                node["done"] = TOTAL


def status_node(newest: Run | None, last_successful: Run | None) -> Node | None:
    """`FullSyncStatusNode`; None before the first sync."""
    if newest is None:
        return None
    return {
        "isSyncing": newest.is_syncing,
        "error": newest.error,
        "summary": newest.summary(),
        "lastSuccessfulSync": last_successful.summary() if last_successful else None,
        "warningThreshold": 1,
        "errorThreshold": 3,
        **{name: newest.nodes.get(name) for name in STEPS},
    }
