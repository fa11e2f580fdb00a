"""Waiting whether a change lasts: a site that fails once and goes on is nobody's business."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.conf import settings

from sites.health import Health
from syncjobs.alerts.changes import Change
from syncjobs.chunks import chunks
from syncjobs.models import UnsettledHealth


def settling_time() -> timedelta:
    """ALERT_SETTLE_SECONDS."""
    return timedelta(seconds=settings.ALERT_SETTLE_SECONDS)


def settled_groups(changes: Sequence[Change], now: datetime) -> Iterator[list[Change]]:
    """The sites that have been as they are for ALERT_SETTLE_SECONDS, by state and cause.

    A group waits once more as long for sites that have not settled yet; else a trouble that all
    meet at their next sync, one after the other, would be many messages.
    """
    settle = settling_time()
    for _, group in groupby(sorted(changes, key=attrgetter("state")), key=attrgetter("state")):
        everybody = list(group)
        settled = [change for change in everybody if change.since <= now - settle]
        are_all = len(settled) == len(everybody)
        if settled and (are_all or min(one.since for one in settled) <= now - 2 * settle):
            yield settled


def remember(changes: Sequence[Change], now: datetime) -> tuple[list[Change], list[int]]:
    """The changes with since when each site is as it is; and which sites just became unwell.

    What is over is forgotten.
    """
    known = {row.site_id: row for row in UnsettledHealth.objects.all()}
    seen, became_unwell, new = [], [], []
    for change in changes:
        row = known.pop(change.site_id, None)
        if change.is_unwell and not _was_unwell(change, row):
            became_unwell.append(change.site_id)
        if row is None or (row.health, row.cause) != change.state:
            row = _begin(change, now)
            new.append(row)
        seen.append(replace(change, since=row.since))
    UnsettledHealth.objects.bulk_create(
        new,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["site"],
        update_fields=["health", "cause", "since"],
    )
    # A recovery that was not told yet is over: these are as unwell as they were told to be.
    became_unwell += [row.site_id for row in known.values() if row.health == Health.OK]
    forget_settling(list(known))
    return seen, became_unwell


def forget_settling(site_ids: Sequence[int]) -> None:
    """Waits no longer for these."""
    for chunk in chunks(site_ids):
        UnsettledHealth.objects.filter(site__in=chunk).delete()


def _was_unwell(change: Change, row: UnsettledHealth | None) -> bool:
    return bool(change.told) if row is None else row.health != Health.OK


def _begin(change: Change, now: datetime) -> UnsettledHealth:
    return UnsettledHealth(
        site_id=change.site_id, health=change.health, cause=change.cause, since=now
    )
