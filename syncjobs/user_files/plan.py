"""What an import of users did, or would do, and what kept it from doing so."""

from dataclasses import dataclass, field

from sites.models import SiteUser, StoreAccess
from sites.site_users.stores import StoreGrant
from syncjobs.bad_lines import BadLines


@dataclass(slots=True)
class UserPlan:
    """What a line makes of a user; `user` has the new values already.

    `columns` are those of the user that change, `grants` the stores that are given or changed,
    `taken` those that are taken away, and `words` say all of it.
    """

    number: int
    user: SiteUser
    is_new: bool
    columns: list[str] = field(default_factory=list)
    grants: list[StoreGrant] = field(default_factory=list)
    taken: list[StoreAccess] = field(default_factory=list)
    password_hash: str = field(default="", repr=False)
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Whom the line is about."""
        return self.user.name

    @property
    def is_needed(self) -> bool:
        """Whether there is something to do."""
        return self.is_new or bool(self.words)


@dataclass(slots=True)
class UserImportReport(BadLines):
    """What each good line does, the first bad lines, and the number of all of them."""

    plans: list[UserPlan] = field(default_factory=list)

    @property
    def needed(self) -> list[UserPlan]:
        """The lines that do something."""
        return [plan for plan in self.plans if plan.is_needed]

    @property
    def new_count(self) -> int:
        """How many users are new."""
        return sum(plan.is_new for plan in self.plans)

    @property
    def changed_count(self) -> int:
        """How many users change."""
        return len(self.needed) - self.new_count

    @property
    def unchanged_count(self) -> int:
        """Of how many users the file says what is so already."""
        return len(self.plans) - len(self.needed)

    @property
    def has_passwords(self) -> bool:
        """Whether a user gets a password."""
        return any(plan.password_hash for plan in self.plans)

    @property
    def no_password_count(self) -> int:
        """How many new users get no password: the portal has nothing to compare with."""
        return sum(plan.is_new and not plan.password_hash for plan in self.plans)
