"""The history of what users may do in which stores, written for many rows at once.

The package that keeps the history writes a row for every role that is added; here there is one for
each change, with all the roles that it leaves.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from sites.models import StoreAccess


def write_access_history(
    accesses: Sequence[StoreAccess], *, is_new: bool, reason: str = ""
) -> None:
    """Keeps what these rows say now, with the roles that the database has of them."""
    history: Any = StoreAccess.history
    rows = history.bulk_history_create(accesses, update=not is_new, default_change_reason=reason)
    history_ids = {row.id: row.pk for row in rows}
    kept: Any = apps.get_model("sites", "HistoricalStoreAccess_roles")
    held = StoreAccess.roles.through.objects.filter(storeaccess__in=list(history_ids))
    kept.objects.bulk_create(
        kept(
            id=each.pk,
            history_id=history_ids[each.storeaccess_id],
            storeaccess_id=each.storeaccess_id,
            role_id=each.role_id,
        )
        for each in held.order_by("pk")
    )
