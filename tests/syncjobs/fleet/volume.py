"""Jobs of many sites at once, as a bad day leaves them behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from sites.models import SiteUser, Store, StoreAccess
from syncjobs.choices import JobKind, JobStatus, JobTrigger, StepName
from syncjobs.fleet.tally import hour_of
from syncjobs.models import FleetHour, SetAsideRecord, SyncJob, SyncStep

CODES = 15
JOBS_AT_ONCE = 1_000


def many_jobs(first_site: int, count: int) -> None:
    """A sync for each of `count` sites: most failed in the last day, the rest wait or run."""
    now = timezone.now()
    SyncJob.objects.bulk_create(_jobs(first_site, count, now), JOBS_AT_ONCE)
    following = SyncJob.objects.filter(status=JobStatus.FOLLOWING)
    SyncStep.objects.bulk_create(
        SyncStep(job=job, attempt=1, name=StepName.PULL_REMOTE, started_at=now, done=7, total=90)
        for job in following
    )
    SetAsideRecord.objects.bulk_create(
        SetAsideRecord(site_id=first_site, reason_code="unroutable", set_aside_at=now)
        for _ in range(count // 10)
    )
    FleetHour.objects.bulk_create(
        FleetHour(
            began_at=hour_of(now) - timedelta(hours=back),
            sync_count=900 + 90 * back,
            failed_count=10 * back,
            pushed_count=2_000 + 70 * back,
            pulled_count=9_000 - 300 * back,
        )
        for back in range(24)
    )


def _jobs(first_site: int, count: int, now: datetime) -> Iterator[SyncJob]:
    for number in range(count):
        yield SyncJob(
            site_id=first_site + number,
            kind=JobKind.SYNC,
            trigger=JobTrigger.SITE,
            attempt=1,
            not_before=now,
            **_state(number, now),
        )


def _state(number: int, now: datetime) -> dict[str, Any]:
    live = (JobStatus.QUEUED, JobStatus.EXPECTING, JobStatus.FOLLOWING)
    if number % 4 == 0:
        return {"status": live[number // 4 % 3], "heartbeat_at": now}
    return {
        "status": JobStatus.FAILED,
        "started_at": now - timedelta(minutes=number % 1_000),
        "finished_at": now - timedelta(minutes=number % 1_000),
        "error_code": f"cause_{min(number % CODES, number % 7)}_{number % 3}",
        "error_message": "The site was silent for 15 minutes in the middle of its sync.",
    }


def many_users(count: int) -> None:
    """`count` users of sites, each with access to the first of all stores."""
    store = Store.objects.order_by("pk").first()
    users = [SiteUser(name=f"user {n:05}", name_key=f"user {n:05}") for n in range(count)]
    SiteUser.objects.bulk_create(users, JOBS_AT_ONCE)
    StoreAccess.objects.bulk_create(StoreAccess(user=user, store=store) for user in users)
