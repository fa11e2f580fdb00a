"""Whether somebody changed a row after somebody else looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a row last, and at what time of the day by the portal's clock."""

    who: str
    at: str


def newest_change(histories: Iterable[QuerySet[Any]]) -> str:
    """What stands for the last change by a person or a command; one query for each history."""
    newest = [rows.aggregate(newest=Max("history_id"))["newest"] for rows in histories]
    return "-".join(str(number or 0) for number in newest)


def last_change(histories: Iterable[QuerySet[Any]]) -> LastChange:
    """The last change that these histories keep, of which there must be one."""
    changes = [row for rows in histories if (row := rows.first()) is not None]
    change = max(changes, key=lambda row: row.history_date)
    at = timezone.localtime(change.history_date)
    return LastChange(str(change.history_user or "a command"), f"{at:%H:%M:%S}")
