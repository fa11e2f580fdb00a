"""The history of schedules, written for many of them at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from syncjobs.models import Schedule


def keep_set_schedules(
    rows: Sequence[Schedule], former: Iterable[Schedule], reason: str = ""
) -> None:
    """Keeps those of these saved schedules that are new, or other than they were in `former`."""
    before = {row.site_id: _pattern(row) for row in former}
    new = [row for row in rows if row.site_id not in before]
    changed = [row for row in rows if before.get(row.site_id, _pattern(row)) != _pattern(row)]
    history: Any = Schedule.history
    history.bulk_history_create(new, default_change_reason=reason)
    history.bulk_history_create(changed, update=True, default_change_reason=reason)


def keep_removed_schedules(rows: Sequence[Schedule], reason: str = "") -> None:
    """Keeps what these schedules were when they were removed."""
    history: Any = Schedule.history
    kept: Any = history.model
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


def _pattern(row: Schedule) -> tuple[object, ...]:
    return row.kind, row.every_minutes, row.from_time, row.until_time
