"""What a file of new sites would make, or has made, and what keeps it from that."""

from dataclasses import dataclass, field
from typing import NamedTuple

from sites.models import Site
from sites.site_drafts import SiteDraft
from syncjobs.bad_lines import BadLines


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


@dataclass(frozen=True, slots=True)
class RegisteredSite:
    """A new site with its password, which nothing can show again."""

    site: Site
    password: str = field(repr=False)


@dataclass(slots=True)
class SiteFileReport(BadLines):
    """What each good line makes, the bad lines, and the sites once they are registered."""

    plans: list[SitePlan] = field(default_factory=list)
    registered: list[RegisteredSite] = field(default_factory=list)

    @property
    def needed(self) -> list[SitePlan]:
        """The lines that make a site."""
        return self.plans

    @property
    def new_store_count(self) -> int:
        """How many stores are new."""
        return sum(store.is_new for plan in self.plans for store in plan.stores)

    @property
    def without_store_count(self) -> int:
        """How many sites have no store, and are refused until they have one."""
        return sum(not plan.stores for plan in self.plans)
