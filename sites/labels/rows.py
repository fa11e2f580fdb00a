"""The rows that say which site has which label, written many at once and kept in the history."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from sites.models import SiteLabel
from sites.site_users.parts import parts

ADDED: Final = "+"
REMOVED: Final = "-"


def create_rows(rows: Sequence[SiteLabel], reason: str) -> None:
    """Gives the sites their labels."""
    SiteLabel.objects.bulk_create(rows)
    _write_history(rows, ADDED, reason)


def delete_rows(rows: Sequence[SiteLabel], reason: str) -> None:
    """Takes the labels from their sites."""
    _write_history(rows, REMOVED, reason)
    for some in parts(rows):
        gone = SiteLabel.objects.filter(pk__in=[row.pk for row in some])
        # Django's own would write a row of the history for each, without the reason.
        gone._raw_delete(gone.db)


def _write_history(rows: Sequence[SiteLabel], kind: str, reason: str) -> None:
    """Keeps who did it and why: the package has no function for many that are deleted."""
    if not rows:
        return
    kept: Any = SiteLabel.history.model  # type: ignore[attr-defined] # made by the package
    person = kept.get_default_history_user(rows[0])
    now = timezone.now()
    kept.objects.bulk_create(
        kept(
            id=row.pk,
            site_id=row.site_id,
            label_id=row.label_id,
            history_date=now,
            history_type=kind,
            history_user=person,
            history_change_reason=reason,
        )
        for row in rows
    )
