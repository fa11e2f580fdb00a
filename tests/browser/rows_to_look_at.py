"""Rows of every kind, so that no page of the admin is empty."""

import json
from datetime import timedelta

from django.utils import timezone

from sites.labels.setting import add_labels
from sites.models import PendingClaim, Site
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, JobTrigger, StepName, Verdict
from syncjobs.models import (
    JobLine,
    PatientSearch,
    PushedBatch,
    QueuedRecord,
    Record,
    SetAsideRecord,
    SiteQueue,
    StoreMove,
    SyncJob,
    SyncStep,
)
from tests.browser.demonstration import CLINIC
from tests.syncjobs.admin.syncs import a_failed_sync, a_sync, begin, finish


def a_failed_job(site: Site) -> SyncJob:
    """A verification whose third step failed after a warning, and whose others never began."""
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.VERIFY,
        trigger=JobTrigger.SCHEDULE,
        status="failed",
        attempt=1,
        not_before=now,
        started_at=now - timedelta(seconds=3),
        finished_at=now,
        error_code="central_refuses_connection",
        error_message="The machine is there, but nothing listens on this port. Check the port.",
    )
    verdicts = (Verdict.PASSED, Verdict.WARNING, Verdict.FAILED)
    for name, verdict in zip(STEPS_OF_KIND[JobKind.VERIFY], verdicts, strict=False):
        SyncStep.objects.create(
            job=job,
            attempt=1,
            name=name,
            verdict=verdict,
            started_at=now,
            finished_at=now,
            message='{"id":"00000000-aaaa-bbbb-cccc-000000000000","siteId":12}' * 3,
            advice="Check the port, and that Open mSupply is running there.",
        )
    for number in range(3):
        JobLine.objects.create(job=job, attempt=1, at=now, text=f"Asked http://a.org {number}")
    return job


def syncs_to_look_at(site: Site) -> None:
    """A sync of the site that is followed, and one of another site that failed."""
    job = a_sync(site, JobStatus.FOLLOWING)
    begin(job, StepName.PREPARE)
    finish(job, StepName.PREPARE)
    begin(job, StepName.PULL_CENTRAL, 12_345, 94_000)
    Site.objects.filter(pk=site.pk).update(initialisation_status="completed")
    a_failed_sync(Site.objects.get(name=CLINIC))


def records_to_look_at(site: Site) -> None:
    """A record with lines, something set aside, a batch, a move that waits, a job with a bar."""
    store = site.stores.get()
    now = timezone.now()
    for table_name, record_id, parent_id in (
        ("Stock_take", "7F3A0C", None),
        ("Stock_take_lines", "7F3A0D", "7F3A0C"),
    ):
        Record.objects.create(
            table_name=table_name,
            record_id=record_id,
            parent_id=parent_id,
            owner_store=store,
            author_site_id=site.pk,
            data=json.dumps({"ID": record_id, "store_ID": store.pk, "comment": "Counted " * 40}),
            changed_at=now,
        )
    SiteQueue.objects.create(site=site, length=1_234)
    queued = Record.objects.get(record_id="7F3A0C")
    QueuedRecord.objects.create(site=site, record=queued, action="update")
    PushedBatch.objects.create(site=site, record_count=1, body='{"data": [{"tableName": "unit"}]}')
    SetAsideRecord.objects.create(
        site=site,
        table_name="odd_table",
        record_id="00000000-aaaa-bbbb-cccc-000000000000",
        action="Update",
        data=json.dumps({"ID": "odd", "text": "x" * 300}),
        reason_code="unknown_table",
        reason="The portal does not know the table 'odd_table'.",
        advice="A newer portal may know it; try the record again after its upgrade.",
        set_aside_at=now,
    )
    PatientSearch.objects.create(
        kind="search",
        site=site,
        site_name=site.name,
        address="192.0.2.7",
        asked={"last_name": f"@{'okoro' * 18}@", "dob": "1990-05-01"},
        result_count=3,
    )
    PendingClaim.objects.create(
        site=site,
        hardware_id="00000000-aaaa-bbbb-cccc-000000000000" * 2,
        address="2001:db8:1234:5678:9abc:def0:1234:5678",
        first_at=now,
        last_at=now,
    )
    to_site = Site.objects.exclude(pk=site.pk).order_by("pk").first()
    assert to_site is not None
    StoreMove.objects.create(store=store, from_site=site, to_site=to_site)


def a_running_job(site: Site) -> SyncJob:
    """An initialisation that queues records; the reaper would look for its sign of life later."""
    now = timezone.now()
    job = SyncJob.objects.create(
        site=site,
        kind=JobKind.INITIALISE,
        trigger=JobTrigger.SITE,
        status="running",
        attempt=1,
        not_before=now,
        started_at=now,
        heartbeat_at=now,
    )
    SyncStep.objects.create(
        job=job, attempt=1, name=StepName.QUEUE_RECORDS, started_at=now, done=12_345, total=50_000
    )
    return job


def labels_to_look_at() -> None:
    """Labels of two groups and of none, on some of the sites."""
    sites = list(Site.objects.order_by("pk").values_list("pk", flat=True))
    add_labels(sites[:2], ["region: north", "solar power"])
    add_labels(sites[1:], ["district: one that has a very long name and some more of it"])
