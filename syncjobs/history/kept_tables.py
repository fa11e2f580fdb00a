"""The table of kept tables: whose changes are kept, and how they are told.

A further table is one more entry here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Field, ForeignKey, ManyToManyField, Model

from sites.models import Label, Role, Site, SiteLabel, SiteUser, Store, StoreAccess
from sites.site_users.permissions import held_permissions
from syncjobs.choices import ScheduledKind
from syncjobs.history.names import Names
from syncjobs.models import Schedule
from syncjobs.schedules.interval import every_text

# They never change, or only the program looks at them.
NEVER_TOLD: Final = frozenset(
    {"id", "uuid", "name_id", "name_key", "central_changed_at", "created_at"}
)


@dataclass(frozen=True)
class KeptTable:
    """A table whose changes are kept.

    `title` calls a row of the table or of its history by its name. `found_by` are the columns by
    which a row is searched for; one without any is found by what it hangs on. `shown_by` is the
    column of what has the page on which the row is seen, where it has none itself. Of a column in
    `sets` is told what was given and what was taken.
    """

    model: type[Model]
    label: str
    title: Callable[[Any, Names], str]
    found_by: tuple[str, ...] = ()
    shown_by: str = ""
    not_told: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    sets: Mapping[str, Callable[[Any], Collection[str]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the table in addresses."""
        return self.model._meta.model_name or ""

    @cached_property
    def history(self) -> Any:
        """The class of the rows of its history."""
        manager: Any = self.model
        return manager.history.model

    @cached_property
    def told(self) -> list["Field[Any, Any]"]:
        """The columns whose changes are told."""
        hidden = NEVER_TOLD | self.not_told
        return [each for each in self.history.tracked_fields if each.name not in hidden]

    @cached_property
    def hangs_on(self) -> "list[ForeignKey[Any, Any]]":
        """The columns that name rows of other tables."""
        return [each for each in self.history.tracked_fields if isinstance(each, ForeignKey)]

    @cached_property
    def many(self) -> "list[ManyToManyField[Any, Any]]":
        """The columns of many rows of another table that are kept as well."""
        columns: list[ManyToManyField[Any, Any]] = self.history._history_m2m_fields
        return columns

    def label_of(self, column: "Field[Any, Any]") -> str:
        """What a column is called where people enter it."""
        name = str(column.verbose_name)
        return self.labels.get(column.name) or name[:1].upper() + name[1:]

    def may_be_seen_by(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Whether this person may look at the history of the table."""
        opts = self.history._meta
        person: Any = user
        return bool(person.has_perm(f"{opts.app_label}.view_{opts.model_name}"))


def _permission_names(numbers: Any) -> list[str]:
    return [permission.name for permission in held_permissions(numbers or ())]


def _schedule_title(row: Any, names: Names) -> str:
    return f"{ScheduledKind(row.kind).label} of {names.of(Site, row.site_id)}"


def _label_title(row: Any, names: Names) -> str:
    return f"{names.of(Label, row.label_id)} on {names.of(Site, row.site_id)}"


def _access_title(row: Any, names: Names) -> str:
    return f"{names.of(SiteUser, row.user_id)} in {names.of(Store, row.store_id)}"


KEPT_TABLES: Final[tuple[KeptTable, ...]] = (
    KeptTable(
        Site,
        "Site",
        title=lambda row, _: row.name,
        found_by=("name", "code"),
        labels={
            "url": "URL",
            "is_open_msupply_central": "Site is Open mSupply central server",
            "hardware_id": "Hardware ID",
            "hardware_id_bound_at": "Hardware ID bound at",
        },
    ),
    KeptTable(
        Store,
        "Store",
        title=lambda row, _: f"{row.code} ({row.name})",
        found_by=("code", "name"),
    ),
    KeptTable(
        Schedule,
        "Schedule",
        title=_schedule_title,
        shown_by="site",
        not_told=frozenset({"site", "kind"}),
        labels={"every_minutes": "How often", "from_time": "From", "until_time": "Until"},
        words={"every_minutes": every_text},
    ),
    KeptTable(
        Label,
        "Label",
        title=lambda row, _: row.name,
        found_by=("name",),
        not_told=frozenset({"group_key"}),
    ),
    KeptTable(
        SiteLabel,
        "Label of a site",
        title=_label_title,
        shown_by="site",
        not_told=frozenset({"site", "label"}),
    ),
    KeptTable(
        SiteUser,
        "User of sites",
        title=lambda row, _: row.name,
        found_by=("name", "first_name", "last_name"),
    ),
    KeptTable(
        StoreAccess,
        "Store of a user",
        title=_access_title,
        shown_by="user",
        not_told=frozenset({"user", "store"}),
    ),
    KeptTable(
        Role,
        "Role at sites",
        title=lambda row, _: row.name,
        found_by=("name",),
        sets={"permissions": _permission_names},
    ),
)
TABLE_OF_KEY: Final = {table.key: table for table in KEPT_TABLES}
