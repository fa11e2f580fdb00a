"""The history of what users may do in which stores, written for many rows at once.

The package that keeps the history writes a row for every role that is added; here there is one for
each change, with all the roles that it leaves.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps

from sites.models import StoreAccess


def write_access_history(
    accesses: Sequence[StoreAccess],
    roles: Mapping[str, frozenset[int]],
    *,
    is_new: bool,
    reason: str = "",
) -> None:
    """Keeps what these rows say now; `roles` are those of each by the id of the row."""
    history: Any = StoreAccess.history
    rows = history.bulk_history_create(accesses, update=not is_new, default_change_reason=reason)
    with_roles = apps.get_model("sites", "HistoricalStoreAccess_roles")
    with_roles.objects.bulk_create(
        [
            with_roles(history_id=row.pk, storeaccess_id=row.id, role_id=role_id)
            for row in rows
            for role_id in sorted(roles.get(row.id, ()))
        ]
    )
