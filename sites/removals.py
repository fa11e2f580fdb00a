"""Deleting many rows at once, each of which is kept in the history."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone


def remove_rows(rows: Sequence[Model], reason: str = "") -> int:
    """Deletes rows of one table to which nothing points, and keeps what they were; how many.

    The package that keeps the history writes each row that is deleted by a statement of its own.
    """
    if not rows:
        return 0
    table: Any = type(rows[0])
    kept = table.history.model
    now = timezone.now()
    kept.objects.bulk_create(
        kept(
            history_date=now,
            history_type="-",
            history_user=kept.get_default_history_user(row),
            history_change_reason=reason,
            **{field.attname: getattr(row, field.attname) for field in kept.tracked_fields},
        )
        for row in rows
    )
    held = table.objects.filter(pk__in=[row.pk for row in rows])
    # Django's own would keep each of them once more.
    removed: int = held._raw_delete(held.db)
    return removed
