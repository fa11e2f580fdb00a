"""What is known of the steps of a sync that have no row: why they have none.

A sync that a worker mirrors has a row for each step that the site has begun. Of one that the portal
follows through the site's calls, the V6 steps happen elsewhere, a push or an integration without
work makes no row, and of a sync that began before anybody asked for it the earlier calls went
unseen.
"""

from collections.abc import Mapping
from typing import Final

from sites.choices import InitialisationStatus
from sites.models import Site
from syncjobs.choices import STEPS_OF_KIND, JobKind, JobStatus, JobTrigger, StepName, Verdict
from syncjobs.models import SiteRun, SyncJob, SyncStep

PENDING: Final = "pending"
UNREACHED: Final = "unreached"
UNSEEN: Final = "unseen"
IDLE: Final = "idle"
BEFORE: Final = "before"
ELSEWHERE: Final = (StepName.PUSH_V6, StepName.PULL_V6)

Rows = Mapping[str, SyncStep]


def shown_steps(job: SyncJob, site: Site, rows: Rows) -> list[StepName]:
    """The steps of the job's kind; *Prepare* only where it happened or may still happen."""
    names = list(STEPS_OF_KIND[job.kind])
    is_initialised = site.initialisation_status == InitialisationStatus.COMPLETED
    if job.kind == JobKind.SYNC and StepName.PREPARE not in rows and (is_initialised or rows):
        names.remove(StepName.PREPARE)
    return names


def is_followed(job: SyncJob, rows: Rows) -> bool:
    """Whether the steps come from the site's calls, and not from a worker who asks the site."""
    if job.kind != JobKind.SYNC or job.status == JobStatus.RUNNING:
        return False
    if job.status == JobStatus.FOLLOWING:
        return True
    was_asked = SiteRun.objects.filter(pk=job.pk, asked_at__isnull=False).exists()
    return bool(rows) and not was_asked


def unbegun_state(name: StepName, job: SyncJob, rows: Rows, *, follows: bool) -> str:
    """The state of a step without a row: pending, unreached, unseen, idle or before."""
    still = PENDING if job.is_live else UNREACHED
    if job.kind != JobKind.SYNC:
        return still
    if not follows:
        return IDLE if _is_past(name, rows) else still
    if name in ELSEWHERE:
        return UNSEEN
    # The portal integrates what the site has pushed, beside the site's pulls.
    earlier = StepName.PUSH if name == StepName.INTEGRATE else name
    if not _is_over(earlier, job, rows):
        return still
    return BEFORE if _was_joined_midway(job, rows) else IDLE


def _is_over(name: StepName, job: SyncJob, rows: Rows) -> bool:
    row = rows.get(name)
    if row is not None:
        return row.verdict == Verdict.PASSED
    return job.status == JobStatus.SUCCEEDED or _is_past(name, rows)


def _is_past(name: StepName, rows: Rows) -> bool:
    """Whether the sync has gone on to a later step."""
    order = STEPS_OF_KIND[JobKind.SYNC]
    begun = [order.index(StepName(row)) for row in rows if row != StepName.INTEGRATE]
    return order.index(name) < max(begun, default=-1)


def _was_joined_midway(job: SyncJob, rows: Rows) -> bool:
    """Whether the site was in the middle of a sync when somebody asked for this one.

    Every sync asks for central records, and one that the site began is followed from its work on.
    """
    return job.trigger != JobTrigger.SITE and not {StepName.PUSH, StepName.PULL_CENTRAL} & set(rows)
