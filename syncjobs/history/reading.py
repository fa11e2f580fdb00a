"""Reading the changes of all kept tables together, the newest first.

Whatever is kept, a page costs at most one query for each table's rows, one for what they said
before, one for each column of many rows, and two for the names of each table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Model, OuterRef, Subquery

from sites.who_changed import who_changed
from syncjobs.history.asking import TYPES, Asked, Place
from syncjobs.history.changes import Change, ChangePage, FieldChange
from syncjobs.history.kept_tables import KeptTable
from syncjobs.history.names import Key, Names
from syncjobs.history.naming import names_of
from syncjobs.history.telling import Values, field_changes, with_unknown

HAPPENED: Final = {kept: happened for happened, kept in TYPES.items()}
ADDED: Final = "+"
DELETED: Final = "-"


class _Kept:
    """A row of a history with the one before it, both as values."""

    def __init__(self, table: KeptTable, row: Any) -> None:
        self.table = table
        self.row = row
        tracked = table.history.tracked_fields
        self.values: Values = {each.attname: getattr(row, each.attname) for each in tracked}
        self.before: Values | None = None

    @property
    def rank(self) -> tuple[Any, str, int]:
        """Its order among all changes."""
        return self.row.history_date, self.table.key, self.row.history_id


def changes_asked_for(asked: Asked, count: int, after: Place | None = None) -> ChangePage:
    """The newest `count` changes that are asked for, or those that come after a place."""
    found = [kept for table in asked.tables for kept in _rows(table, asked, count + 1, after)]
    found.sort(key=lambda kept: kept.rank, reverse=True)
    shown = found[:count]
    for table in asked.tables:
        _look_back(table, [kept for kept in shown if kept.table is table])
    names = names_of(key for kept in shown for key in _spoken_of(kept))
    changes = [_change(kept, names) for kept in shown]
    return ChangePage(changes, changes[-1].place if len(found) > count else None)


def _rows(table: KeptTable, asked: Asked, count: int, after: Place | None) -> list[_Kept]:
    condition = asked.condition(table)
    if condition is None:
        return []
    if after is not None:
        condition &= after.older(table)
    rows = table.history.objects.filter(condition).select_related("history_user")
    return [_Kept(table, row) for row in rows.order_by("-history_date", "-history_id")[:count]]


def _look_back(table: KeptTable, some: list[_Kept]) -> None:
    """Gives these rows what each thing said before, as far as that is kept."""
    if not some:
        return
    rows = table.history.objects
    before = rows.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    last = Subquery(before.order_by("-history_id").values("history_id")[:1])
    shown = rows.filter(history_id__in=[kept.row.history_id for kept in some]).order_by()
    former = [
        _Kept(table, row) for row in rows.filter(history_id__in=shown.values_list(last, flat=True))
    ]
    _look_at_many(table, [*some, *former])
    former.sort(key=lambda kept: kept.row.history_id)
    of_thing: dict[Any, list[_Kept]] = defaultdict(list)
    for each in former:
        of_thing[each.row.id].append(each)
    for kept in some:
        for each in of_thing[kept.row.id]:
            if each.row.history_id < kept.row.history_id:
                kept.before = each.values


def _look_at_many(table: KeptTable, some: Iterable[_Kept]) -> None:
    """Adds the columns of many rows. A row may be there twice: shown, and as the one before."""
    rows = list(some)
    for many in table.many:
        held: dict[int, set[Any]] = {kept.row.history_id: set() for kept in rows}
        joins = getattr(table.history, many.name).model.objects
        other = f"{many.m2m_reverse_field_name()}_id"
        pairs = joins.filter(history__in=list(held)).values_list("history_id", other)
        for history_id, pk in pairs:
            held[history_id].add(pk)
        for kept in rows:
            kept.values[many.name] = frozenset(held[kept.row.history_id])


def _spoken_of(kept: _Kept) -> Iterator[Key]:
    """Every row that the change names."""
    table = kept.table
    yield table.model, kept.row.id
    for values in (kept.values, kept.before or {}):
        for column in table.hangs_on:
            yield _model(column), values.get(column.attname)
        for many in table.many:
            for pk in values.get(many.name, ()):
                yield _model(many), pk


def _model(column: Any) -> type[Model]:
    model: type[Model] = column.related_model
    return model


def _change(kept: _Kept, names: Names) -> Change:
    row, table = kept.row, kept.table
    is_there = names.is_there(table.model, row.id)
    user = row.history_user
    return Change(
        at=row.history_date,
        who=who_changed(user, row.door),
        user_name=user.get_username() if user else "",
        door=row.door,
        table=table,
        history_id=row.history_id,
        thing_id=row.id,
        name=names.of(table.model, row.id) if is_there else table.title(row, names),
        page_of=_page_of(kept, names),
        happened=HAPPENED[row.history_type],
        fields=tuple(_fields(kept, names)),
        why=row.history_change_reason or "",
    )


def _page_of(kept: _Kept, names: Names) -> Key | None:
    key: Key = (kept.table.model, kept.row.id)
    if kept.table.shown_by:
        column: Any = kept.table.model._meta.get_field(kept.table.shown_by)
        key = (_model(column), kept.values[column.attname])
    return key if names.is_there(*key) else None


def _fields(kept: _Kept, names: Names) -> Iterator[FieldChange]:
    if kept.row.history_type == ADDED:
        return field_changes(kept.table, None, kept.values, names)
    if kept.row.history_type == DELETED:
        return field_changes(kept.table, kept.before or kept.values, None, names)
    if kept.before is None:
        return with_unknown(field_changes(kept.table, None, kept.values, names))
    return field_changes(kept.table, kept.before, kept.values, names)
