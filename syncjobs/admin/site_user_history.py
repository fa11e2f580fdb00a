"""What changed in the stores and roles of a user of sites, for the page of its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.admin.utils import unquote

from sites.models import Role, Store, StoreAccess
from sites.who_changed import who_changed

MOST_CHANGES: Final = 200


@dataclass(frozen=True, slots=True)
class StoreChange:
    """One row of the history of a user's store: what holds since then."""

    when: datetime
    who: str
    door: str
    what: str
    why: str
    store: str
    state: str


def changes_of_stores(object_id: str) -> list[StoreChange]:
    """The last changes of the stores and roles of a user, the newest first; in four queries."""
    history: Any = StoreAccess.history
    of_user = history.filter(user_id=unquote(object_id)).select_related("history_user")
    rows = list(of_user.order_by("-history_date", "-history_id")[:MOST_CHANGES])
    roles = _roles_of(rows)
    codes = dict(
        Store.objects.filter(pk__in={row.store_id for row in rows}).values_list("pk", "code")
    )
    return [
        StoreChange(
            row.history_date,
            who_changed(row.history_user, row.door),
            row.get_door_display() or "-",
            row.get_history_type_display(),
            row.history_change_reason or "-",
            codes.get(row.store_id, row.store_id),
            "-" if row.history_type == "-" else _state(row, roles.get(row.pk, [])),
        )
        for row in rows
    ]


def _state(row: Any, roles: list[str]) -> str:
    login = "may log in" if row.can_log_in else "may not log in"
    default = ", default store" if row.is_default else ""
    return f"{', '.join(sorted(roles)) or 'no role'}; {login}{default}"


def _roles_of(rows: list[Any]) -> dict[int, list[str]]:
    kept: Any = apps.get_model("sites", "HistoricalStoreAccess_roles").objects
    held = list(
        kept.filter(history__in=[row.pk for row in rows]).values_list("history_id", "role_id")
    )
    names = dict(
        Role.objects.filter(pk__in={role_id for _, role_id in held}).values_list("pk", "name")
    )
    roles: dict[int, list[str]] = {}
    for history_id, role_id in held:
        roles.setdefault(history_id, []).append(names.get(role_id, "a deleted role"))
    return roles
