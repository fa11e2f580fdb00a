"""What a file of new sites would make, and what keeps it from that."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sites.site_drafts import SiteDraft


class BadCell(NamedTuple):
    """What is wrong on a line; without a column it is about the whole line."""

    number: int
    column: str
    site_name: str
    sentence: str


class StorePlan(NamedTuple):
    """A store that a new site gets: a free one that is there, or a new one."""

    code: str
    name: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The site that a line makes."""

    number: int
    draft: SiteDraft
    stores: tuple[StorePlan, ...]


@dataclass(slots=True)
class SiteFileReport:
    """What each good line makes, and everything that is wrong with the others."""

    plans: list[SitePlan] = field(default_factory=list)
    bad_cells: list[BadCell] = field(default_factory=list)

    @property
    def bad_line_count(self) -> int:
        """How many lines are bad."""
        return len({cell.number for cell in self.bad_cells})

    @property
    def new_store_count(self) -> int:
        """How many stores are new."""
        return sum(store.is_new for plan in self.plans for store in plan.stores)

    @property
    def without_store_count(self) -> int:
        """How many sites have no store, and are refused until they have one."""
        return sum(not plan.stores for plan in self.plans)
