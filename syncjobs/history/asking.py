"""What is asked of the history: which changes, and from where on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Field, Model, Q

from sites.choices import Door
from sites.errors import RegisterError
from syncjobs.history.kept_tables import KEPT_TABLES, TABLE_OF_KEY, KeptTable

LONGEST_ID: Final = 64
BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
LONGEST_NUMBER: Final = 10
END_OF_NUMBERS: Final = 2**31


class Happened(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


TYPES: Final = {Happened.ADDED: "+", Happened.CHANGED: "~", Happened.DELETED: "-"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of a kept table, which may be gone; `pk` as it is written in addresses."""

    table: KeptTable
    pk: str

    @classmethod
    def read(cls, text: str) -> "Thing":
        """The thing that `table:id` names. Raises RegisterError."""
        key, _, pk = text.partition(":")
        table = TABLE_OF_KEY.get(key)
        if table is None or not _is_id_of(table.model, pk):
            raise RegisterError(
                "It is not clear whose changes are asked for.", "Follow the link on its page again."
            )
        return cls(table, pk)

    def __str__(self) -> str:
        return f"{self.table.key}:{self.pk}"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in all that is kept, from the newest to the oldest: that of one change."""

    at: datetime
    table_key: str
    history_id: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place that `str` has written. Raises RegisterError."""
        moment, _, rest = text.partition(".")
        key, _, history_id = rest.partition(".")
        is_number = (moment + history_id).isascii() and len(text) <= LONGEST_ID
        is_number = is_number and moment.isdecimal() and history_id.isdecimal()
        if not is_number or key not in TABLE_OF_KEY or int(history_id) >= END_OF_NUMBERS:
            raise RegisterError("There is no such place in the history.", "Begin at the newest.")
        try:
            return cls(BEGINNING + int(moment) * MICROSECOND, key, int(history_id))
        except OverflowError as error:
            raise RegisterError(
                "There is no such place in the history.", "Begin at the newest."
            ) from error

    def __str__(self) -> str:
        return f"{(self.at - BEGINNING) // MICROSECOND}.{self.table_key}.{self.history_id}"

    def older(self, table: KeptTable) -> Q:
        """The rows of the table that come after this place."""
        if table.key > self.table_key:
            return Q(history_date__lt=self.at)
        until_then = Q(history_date__lte=self.at)
        if table.key < self.table_key:
            return until_then
        return until_then & ~Q(history_date=self.at, history_id__gte=self.history_id)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes are asked for; what is empty or None leaves nothing out.

    `text` is a part of a name or code, or a whole id, of what was changed. `of` is a thing: its
    changes, and those of what hangs on it or once did. `since` is in it, `until` is not.
    """

    tables: tuple[KeptTable, ...] = KEPT_TABLES
    happened: Happened | None = None
    door: Door | None = None
    user_name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    of: Thing | None = None

    def condition(self, table: KeptTable) -> Q | None:
        """Of which rows of the table's history all of it holds; None where it can be of none."""
        found = self._about(table)
        if found is None:
            return None
        if self.happened is not None:
            found &= Q(history_type=TYPES[self.happened])
        if self.door is not None:
            found &= Q(door=self.door)
        if self.user_name:
            found &= Q(history_user__username__icontains=self.user_name)
        if self.since is not None:
            found &= Q(history_date__gte=self.since)
        if self.until is not None:
            found &= Q(history_date__lt=self.until)
        return found

    def _about(self, table: KeptTable) -> Q | None:
        found = Q()
        if self.of is not None:
            about = _of_thing(table, self.of)
            if about is None:
                return None
            found &= about
        if self.text:
            found &= _of_text(table, self.text)
        return found


def _of_thing(table: KeptTable, thing: Thing) -> Q | None:
    """The rows of the thing, or of what hangs on it or once did; None where there can be none."""
    if table is thing.table:
        return Q(id=thing.pk)
    columns = [each for each in table.hangs_on if each.related_model is thing.table.model]
    if not columns:
        return None
    hung = Q()
    for column in columns:
        hung |= Q(**{column.attname: thing.pk})
    return Q(id__in=table.history.objects.filter(hung).order_by().values("id"))


def _of_text(table: KeptTable, text: str) -> Q:
    """The rows of what is, or was, called so, or has the text as its id."""
    if table.found_by:
        return Q(id__in=_ids_by_text(table, text))
    found = Q(id=text) if _is_id_of(table.model, text) else Q()
    for column in table.hangs_on:
        other = next((each for each in KEPT_TABLES if each.model is column.related_model), None)
        if other is not None and other.found_by:
            found |= Q(**{f"{column.attname}__in": _ids_by_text(other, text)})
    return found


def _ids_by_text(table: KeptTable, text: str) -> Any:
    called = Q(id=text) if _is_id_of(table.model, text) else Q()
    for name in table.found_by:
        called |= Q(**{f"{name}__icontains": text})
    return table.history.objects.filter(called).order_by().values("id")


def _is_id_of(model: type[Model], text: str) -> bool:
    column: Field[Any, Any] = model._meta.pk
    if column.get_internal_type() == "CharField":
        return 0 < len(text) <= LONGEST_ID and "\0" not in text
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return is_number and int(text) < END_OF_NUMBERS
