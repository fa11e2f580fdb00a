"""One change as it is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from sites.choices import Door
from syncjobs.history.asking import Happened, Place
from syncjobs.history.kept_tables import KeptTable


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with what it said before and after, in words; empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a history. `page_of` is the row whose page shows the thing; None when it is gone.

    `user_name` is that of the person who made it; empty for nobody, and where it is not known.
    """

    at: datetime
    who: str
    user_name: str
    door: str
    table: KeptTable
    history_id: int
    thing_id: Any
    name: str
    page_of: tuple[type[Model], Any] | None
    happened: Happened
    fields: tuple[FieldChange, ...]
    why: str

    @property
    def place(self) -> Place:
        """Where it stands among all changes."""
        return Place(self.at, self.table.key, self.history_id)

    @property
    def door_label(self) -> str:
        """The door in words; empty where it is not known."""
        return str(Door(self.door).label) if self.door else ""


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some changes, the newest first, and where the older ones begin (None: there are none)."""

    changes: list[Change]
    older: Place | None
