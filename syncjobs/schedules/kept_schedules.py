"""The history of schedules, written for many of them at once."""

from collections.abc import Iterable, Sequence
from typing import Any

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


def _pattern(row: Schedule) -> tuple[object, ...]:
    return row.kind, row.every_minutes, row.from_time, row.until_time
