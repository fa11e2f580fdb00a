"""What an import of the register did, or would do, line by line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sites.models import Site, Store
from syncjobs.records.import_report import printable


class Outcome(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is refused: the column, empty for the whole line, and a sentence."""

    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}" if self.column else self.sentence


@dataclass(slots=True)
class LinePlan:
    """What a line of the file does. `what` names the row, `words` say what is new or wrong."""

    number: int
    what: str
    outcome: Outcome
    words: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = f"Line {self.number}, {self.what}: {self.outcome}"
        return printable(f"{told}: {'; '.join(self.words)}" if self.words else told)


@dataclass(slots=True)
class SitePlan(LinePlan):
    """What a line makes of a site; `site` has the new values already, `columns` are those.

    `becomes_central` says that it gets the tick, `central_url` with which URL. `was_initialised`
    and `last_sync_at` are what the file says; `becomes_initialised` that this is news here.
    `has_called` says that the site called this portal since.
    """

    site: Site | None = None
    columns: list[str] = field(default_factory=list)
    becomes_central: bool = False
    central_url: str = ""
    becomes_initialised: bool = False
    has_called: bool = False
    was_initialised: bool = False
    last_sync_at: datetime | None = None


@dataclass(slots=True)
class StorePlan(LinePlan):
    """What a line makes of a store; `store` has the new values already, `columns` are those.

    `arrives` says that it comes to a site that had its data from this portal before.
    """

    store: Store | None = None
    columns: list[str] = field(default_factory=list)
    arrives: bool = False


@dataclass(slots=True)
class RegisterPlan:
    """The plans of all lines, and the columns of the files that are not used.

    `obstacles` are sentences; each keeps all of it from being written. `sites_without_store` would
    be refused when they call. `moved_cursors` counts the records of the central log that came to a
    place behind those of the old server.
    """

    sites: list[SitePlan] = field(default_factory=list)
    stores: list[StorePlan] = field(default_factory=list)
    unused_site_columns: list[str] = field(default_factory=list)
    unused_store_columns: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    sites_without_store: list[SitePlan] = field(default_factory=list)
    moved_cursors: int = 0

    @property
    def refused_count(self) -> int:
        """How many lines are refused."""
        plans = [*self.sites, *self.stores]
        return sum(plan.outcome is Outcome.REFUSED for plan in plans)

    @property
    def new_sites(self) -> list[Site]:
        """The sites that are new."""
        return [site for plan, site in self._sites() if plan.outcome is Outcome.ADDED]

    @property
    def changed_sites(self) -> list[SitePlan]:
        """The lines that change columns of a site."""
        return [plan for plan, _ in self._sites() if plan.columns]

    @property
    def initialised_sites(self) -> list[Site]:
        """The sites that have their data from the old server, as the portal learns now."""
        return [site for plan, site in self._sites() if plan.becomes_initialised]

    def _sites(self) -> Iterator[tuple[SitePlan, Site]]:
        for plan in self.sites:
            if plan.site is not None and plan.outcome in {Outcome.ADDED, Outcome.CHANGED}:
                yield plan, plan.site


def totals(plans: list[SitePlan] | list[StorePlan]) -> str:
    """How many lines have which outcome, as words with commas in between."""
    counts = Counter(plan.outcome for plan in plans)
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
