"""Waiting whether a change lasts: a site that fails once and goes on is nobody's business."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings

from syncjobs.alerts.changes import Change
from syncjobs.chunks import chunks
from syncjobs.models import UnsettledHealth


def settled(changes: Sequence[Change], now: datetime) -> list[Change]:
    """The changes to tell now, after ALERT_SETTLE_SECONDS.

    Sites in the same state are told of together, as soon as the first of them has been in it for
    long enough; else a trouble that they all meet at their next sync would be many messages.
    """
    since = _remember(changes, now)
    first: dict[tuple[str, str], datetime] = {}
    for change in changes:
        began = since[change.site_id]
        first[change.state] = min(began, first.get(change.state, began))
    limit = now - timedelta(seconds=settings.ALERT_SETTLE_SECONDS)
    return [change for change in changes if first[change.state] <= limit]


def forget_settling(changes: Sequence[Change]) -> None:
    """Waits no longer for these."""
    _forget([change.site_id for change in changes])


def _remember(changes: Sequence[Change], now: datetime) -> dict[int, datetime]:
    """Since when each site is as it is; what is over is forgotten."""
    known = {row.site_id: row for row in UnsettledHealth.objects.all()}
    since: dict[int, datetime] = {}
    new = []
    for change in changes:
        row = known.pop(change.site_id, None)
        if row is None or (row.health, row.cause) != change.state:
            row = UnsettledHealth(
                site_id=change.site_id, health=change.health, cause=change.cause, since=now
            )
            new.append(row)
        since[change.site_id] = row.since
    UnsettledHealth.objects.bulk_create(
        new,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["site"],
        update_fields=["health", "cause", "since"],
    )
    _forget(list(known))
    return since


def _forget(site_ids: Sequence[int]) -> None:
    for chunk in chunks(site_ids):
        UnsettledHealth.objects.filter(site__in=chunk).delete()
