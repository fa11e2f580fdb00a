"""Adding up, hour by hour, what the syncs of all sites did.

Every ended sync is added once: the transaction that adds it to its hour also marks it. Two sweeps
at the same moment take different syncs (PostgreSQL), or one after the other (SQLite).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from syncjobs.choices import ENDED_STATUSES, JobKind, JobStatus, StepName
from syncjobs.models import FleetHour, SyncJob, SyncStep

COUNT_AT_ONCE = 500
# With a tick every ten seconds, far more than a country's sites can end.
CHUNKS_A_TICK = 20
PUSH_STEPS = (StepName.PUSH,)
PULL_STEPS = (StepName.PULL_CENTRAL, StepName.PULL_REMOTE)


@dataclass(slots=True)
class _Sums:
    syncs: int = 0
    failed: int = 0
    pushed: int = 0
    pulled: int = 0


def count_ended_syncs(chunks: int | None = CHUNKS_A_TICK) -> int:
    """Adds ended syncs to their hours, at most so many chunks of 500 (None: all); how many."""
    counted = 0
    while chunks is None or chunks > 0:
        found = _count_a_chunk()
        counted += found
        if found < COUNT_AT_ONCE:
            break
        chunks = None if chunks is None else chunks - 1
    return counted


def prune_old_hours() -> int:
    """Deletes hours that were over more than JOB_RETENTION_DAYS ago; returns how many."""
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS, hours=1)
    return FleetHour.objects.filter(began_at__lt=limit).delete()[0]


@transaction.atomic
def _count_a_chunk() -> int:
    jobs = _take_uncounted()
    if not jobs:
        return 0
    ids = [job.pk for job in jobs]
    _add(_sums_of(jobs, _records_of(ids, PUSH_STEPS), _records_of(ids, PULL_STEPS)))
    SyncJob.objects.filter(pk__in=ids).update(is_counted=True)
    return len(jobs)


def _take_uncounted() -> list[SyncJob]:
    uncounted = (
        SyncJob.objects.filter(
            kind=JobKind.SYNC,
            status__in=ENDED_STATUSES,
            is_counted=False,
            finished_at__isnull=False,
        )
        .order_by("finished_at")
        .only("finished_at", "status")
    )
    if connection.features.has_select_for_update_skip_locked:
        uncounted = uncounted.select_for_update(skip_locked=True)
    return list(uncounted[:COUNT_AT_ONCE])


def _records_of(ids: Sequence[int], names: Sequence[StepName]) -> dict[int, int]:
    """How many records each job moved in these steps, over all its tries."""
    steps = SyncStep.objects.filter(job__in=ids, name__in=names).order_by()
    return {
        job_id: records or 0
        for job_id, records in steps.values_list("job").annotate(records=Sum("done"))
    }


def _sums_of(
    jobs: Sequence[SyncJob], pushed: dict[int, int], pulled: dict[int, int]
) -> dict[datetime, _Sums]:
    hours: dict[datetime, _Sums] = defaultdict(_Sums)
    for job in jobs:
        sums = hours[hour_of(job.finished_at or timezone.now())]
        sums.syncs += 1
        sums.failed += job.status == JobStatus.FAILED
        sums.pushed += pushed.get(job.pk, 0)
        sums.pulled += pulled.get(job.pk, 0)
    return hours


def _add(hours: dict[datetime, _Sums]) -> None:
    # In the same order everywhere, so that two sweeps never wait for each other in a circle.
    moments = sorted(hours)
    FleetHour.objects.bulk_create(
        [FleetHour(began_at=moment) for moment in moments], ignore_conflicts=True
    )
    for moment in moments:
        sums = hours[moment]
        FleetHour.objects.filter(began_at=moment).update(
            sync_count=F("sync_count") + sums.syncs,
            failed_count=F("failed_count") + sums.failed,
            pushed_count=F("pushed_count") + sums.pushed,
            pulled_count=F("pulled_count") + sums.pulled,
        )


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour (of UTC) in which the moment lies."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
