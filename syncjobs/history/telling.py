"""What changed between two rows of a history, in the words of the forms."""

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from syncjobs.history.changes import FieldChange
from syncjobs.history.kept_tables import KeptTable
from syncjobs.history.names import Names

# What a row that was changed said before nothing of it was kept.
NOT_KNOWN: Final = "(not known)"
HOUR: Final = timedelta(hours=1)
# A row of a history as values: columns by their name, columns of many rows as sets of ids.
Values = dict[str, Any]


def field_changes(
    table: KeptTable, before: Values | None, after: Values | None, names: Names
) -> Iterator[FieldChange]:
    """The fields that differ; None on one side stands for a row that was not there."""
    for column in table.told:
        old, new = _value(column, before), _value(column, after)
        if old == new:
            continue
        for change in _told(table, column, old, new, names):
            yield FieldChange(
                change.label,
                "" if before is None else change.before,
                "" if after is None else change.after,
            )
    for many in table.many:
        model: Any = many.related_model
        old = frozenset() if before is None else before[many.name]
        new = frozenset() if after is None else after[many.name]
        if old != new:
            yield FieldChange(
                table.label_of(many), _listed(model, old, names), _listed(model, new, names)
            )


def with_unknown(changes: Iterator[FieldChange]) -> Iterator[FieldChange]:
    """The same changes of a row of which is not kept what it said before."""
    return (FieldChange(change.label, NOT_KNOWN, change.after) for change in changes)


def _value(column: "Field[Any, Any]", values: Values | None) -> Any:
    """A row that is not there says what an empty form says."""
    return column.get_default() if values is None else values[column.attname]


def _told(
    table: KeptTable, column: "Field[Any, Any]", old: Any, new: Any, names: Names
) -> Iterator[FieldChange]:
    label = table.label_of(column)
    members = table.sets.get(column.name)
    if members is None:
        words = (_in_words(table, column, value, names) for value in (old, new))
        yield FieldChange(label, *words)
        return
    former, present = members(old), members(new)
    taken = ", ".join(each for each in former if each not in present)
    given = ", ".join(each for each in present if each not in former)
    if taken:
        yield FieldChange(f"{label} taken", taken, "")
    if given:
        yield FieldChange(f"{label} given", "", given)


def _listed(model: type[Model], ids: Collection[Any], names: Names) -> str:
    return ", ".join(sorted(names.of(model, pk) for pk in ids))


def _in_words(table: KeptTable, column: "Field[Any, Any]", value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    special = table.words.get(column.name)
    if special is not None:
        return special(value)
    if isinstance(column, ForeignKey):
        model: Any = column.related_model
        return names.of(model, value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{timezone.localtime(value):%d %b %Y %H:%M:%S %Z}"
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return f"{value / HOUR:g} h"
    return str(value)
