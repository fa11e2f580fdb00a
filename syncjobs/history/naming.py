"""Looking up what rows are called that changes speak of, in two queries for each table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Model

from syncjobs.history.kept_tables import KEPT_TABLES, KeptTable
from syncjobs.history.names import Key, Names


def names_of(keys: Iterable[Key]) -> Names:
    """The names of these rows; those of tables that are called by other rows are left out."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for model, pk in keys:
        if pk is not None:
            wanted[model].add(pk)
    names = Names()
    for table in KEPT_TABLES:
        ids = wanted.get(table.model, set())
        if ids and table.found_by:
            _look_up(table, ids, names)
    return names


def _look_up(table: KeptTable, ids: set[Any], names: Names) -> None:
    nothing = Names()
    rows = table.model._default_manager.filter(pk__in=ids).only("pk", *table.found_by)
    names.present.update({(table.model, row.pk): table.title(row, nothing) for row in rows})
    gone = {pk for pk in ids if not names.is_there(table.model, pk)}
    if gone:
        of_gone = table.history.objects.filter(id__in=gone).order_by()
        last = of_gone.values("id").annotate(last=Max("history_id")).values("last")
        for row in table.history.objects.filter(history_id__in=last):
            names.former[(table.model, row.id)] = table.title(row, nothing)
