"""Where a job stands, and what cancelling it means, in words."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from sites.models import Site
from syncjobs.admin.stepper import seconds_text
from syncjobs.choices import JobKind, JobStatus, JobTrigger
from syncjobs.following.expecting import waiting_sentence
from syncjobs.models import SyncJob

STATUS_BADGES: Final = {
    JobStatus.QUEUED: "calm",
    JobStatus.RUNNING: "busy",
    JobStatus.EXPECTING: "calm",
    JobStatus.FOLLOWING: "busy",
    JobStatus.SUCCEEDED: "good",
    JobStatus.FAILED: "bad",
    JobStatus.CANCELLED: "calm",
}
ASKERS: Final[dict[str, str]] = {
    JobTrigger.ADMINISTRATOR: "an administrator",
    JobTrigger.SITE: "the site",
    JobTrigger.SCHEDULE: "a schedule",
    JobTrigger.CHANGE: "a change of the central server",
}
# Longer than a worker is silent while it waits for an answer.
SILENCE_TOLD_AFTER: Final = timedelta(seconds=30)
# Syncs of which the site itself has the say.
WITH_THE_SITE: Final = (JobStatus.EXPECTING, JobStatus.FOLLOWING)


def status_badge(job: SyncJob) -> SafeString:
    """The status as a coloured word."""
    if job.waits_to_try_again:
        return badge("warn", "Will try again", job.error_message)
    return badge(STATUS_BADGES[JobStatus(job.status)], job.get_status_display())


def code_badge(job: SyncJob) -> SafeString:
    """The error code as a badge, which may be broken between its words; its sentence as title."""
    words = format_html_join(
        SafeString("_<wbr>"), "{}", ((word,) for word in job.error_code.split("_"))
    )
    return badge("bad", words, job.error_message)


def asker(job: SyncJob) -> str:
    """Who or what asked for the job, within a sentence."""
    return str(job.requested_by or ASKERS.get(job.trigger, "the portal"))


def waits_for(job: SyncJob, site: Site) -> str:
    """What the job of this site waits for, as of now; empty when it does not wait."""
    if job.status == JobStatus.EXPECTING:
        return f"{job.note} {waiting_sentence(site)}".strip()
    return job.note if job.is_live else ""


def cancel_consequence(job: SyncJob) -> str:
    """What *Cancel* would do to the job as it stands; empty once it has ended."""
    if job.status == JobStatus.QUEUED:
        more = "more " if job.attempt else ""
        return f"If you cancel it now, nothing {more}is done."
    if job.status == JobStatus.EXPECTING:
        return "If you cancel it, the portal no longer waits; the site goes on to sync by itself."
    if job.status == JobStatus.FOLLOWING:
        return (
            "If you cancel it, the portal stops watching; the site's own sync goes on to its end."
        )
    if job.status != JobStatus.RUNNING:
        return ""
    if job.kind == JobKind.SYNC:
        return (
            "If you cancel it, the portal stops at its next look; a sync that the site has begun"
            " goes on there to its end."
        )
    return "If you cancel it, it stops at its next step; what a step has done stays done."


def took(job: SyncJob) -> str:
    """How long the job took, and its last try alone where there were several; empty before."""
    if job.duration is None or job.finished_at is None:
        return ""
    last = seconds_text(job.duration)
    if job.attempt <= 1:
        return f"Took {last}"
    whole = seconds_text(job.finished_at - job.created_at)
    return f"Took {whole} since it was asked for, the last try {last}"


def silence(job: SyncJob, now: datetime | None = None) -> str:
    """A hint that the worker of a running job may be dead; empty while it shows life."""
    if job.status != JobStatus.RUNNING or job.heartbeat_at is None:
        return ""
    silent = (now or timezone.now()) - job.heartbeat_at
    if silent < SILENCE_TOLD_AFTER:
        return ""
    return (
        f"No sign of life from the worker for {int(silent.total_seconds())} s. After"
        f" {settings.JOB_SILENCE_SECONDS} s it is taken for lost, and the job is freed."
    )


def cancelled_sentence(before: SyncJob, after: JobStatus) -> str:
    """What has become of the job that was cancelled."""
    if before.status in WITH_THE_SITE and after == JobStatus.CANCELLED:
        return "The portal no longer watches; the site's own sync goes on."
    return (
        f"The job {'is cancelled' if after == JobStatus.CANCELLED else 'stops at its next step'}."
    )
