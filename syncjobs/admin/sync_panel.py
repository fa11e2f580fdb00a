"""What an administrator sees of a site's syncs on its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString

from sites.admin.health_display import health_reason, health_word
from sites.admin.site_display import ago
from sites.health import Health, down_after, health_of, late_after
from sites.models import Site
from syncjobs.admin.error_links import ErrorLink, error_link
from syncjobs.admin.job_words import (
    asker,
    cancel_consequence,
    code_badge,
    silence,
    status_badge,
    took,
    waits_for,
)
from syncjobs.admin.site_records import SiteRecords, records_of
from syncjobs.admin.stepper import StepView, seconds_text, stepper
from syncjobs.choices import MOVING_STATUSES, JobKind, JobStatus
from syncjobs.following.spans import in_words
from syncjobs.jobs.asking import may_be_initialised
from syncjobs.models import SyncJob

SHOWN_JOBS: Final = 5


@dataclass(frozen=True, slots=True)
class ShownJob:
    """A job as a line: its badge, who asked for it and how long it took."""

    job: SyncJob
    badge: SafeString
    asker: str
    duration: str

    @property
    def code_badge(self) -> SafeString:
        """With which error it ended, in short."""
        return code_badge(self.job)


@dataclass(frozen=True, slots=True)
class SyncPanel:
    """A site with its newest sync (None before there was one) and its last jobs.

    `live_kinds` are the kinds of its jobs that wait or run.
    """

    site: Site
    health: Health
    records: SiteRecords
    sync: ShownJob | None
    steps: list[StepView]
    last_jobs: list[ShownJob]
    live_kinds: frozenset[str]

    @property
    def is_live(self) -> bool:
        """Whether something may move."""
        return bool(self.live_kinds)

    @property
    def syncs(self) -> bool:
        """Whether a sync waits or runs."""
        return JobKind.SYNC in self.live_kinds

    @property
    def may_call_again(self) -> bool:
        """Whether a worker can try to call the site for whose call the sync waits."""
        waits = self.sync is not None and self.sync.job.status == JobStatus.EXPECTING
        return waits and bool(self.site.url)

    @property
    def moves(self) -> bool:
        """Whether somebody is at the sync."""
        return self.sync is not None and self.sync.job.status in MOVING_STATUSES

    @property
    def sync_word(self) -> str:
        """What the button says while a sync waits or runs."""
        job = self.sync.job if self.sync else None
        if job is None or self.moves:
            return "Syncing…"
        if job.status == JobStatus.EXPECTING:
            return "Call again" if self.may_call_again else "Waiting for the site…"
        return "Waiting to try again…" if job.waits_to_try_again else "Waiting for a worker…"

    @property
    def verifies(self) -> bool:
        """Whether a verification waits or runs."""
        return JobKind.VERIFY in self.live_kinds

    @property
    def initialises(self) -> bool:
        """Whether the site's data is being prepared."""
        return JobKind.INITIALISE in self.live_kinds

    @property
    def may_initialise(self) -> bool:
        """Whether preparing the site's data anew makes sense."""
        return may_be_initialised(self.site)

    @property
    def health_badge(self) -> SafeString:
        """The health as a coloured word."""
        return health_word(self.site, self.health)

    @property
    def health_sentence(self) -> str:
        """Why the site is so; what the newest sync says in full is not said twice."""
        if self.health is Health.FAILING and not self.site.last_refusal_code and self._tells_it:
            return f"Its last sync failed with {self.site.last_failure_code}; see below."
        return health_sentence(self.site, self.health)

    @property
    def _tells_it(self) -> bool:
        """Whether the newest sync ended with the failure that makes the site failing."""
        if self.sync is None:
            return False
        told = (self.sync.job.status, self.sync.job.error_code)
        return told == (JobStatus.FAILED, self.site.last_failure_code)

    @property
    def rhythm(self) -> str:
        """How often the site usually syncs."""
        interval = self.site.usual_interval
        return f"Usually every {in_words(interval)}" if interval else "Not known yet"

    @property
    def last_contact(self) -> SafeString | str:
        """When the site was last let in."""
        return _ago(self.site.last_seen_at)

    @property
    def last_attempt(self) -> SafeString | str:
        """When the site last called with its password, let in or not."""
        moments = (self.site.last_attempt_at, self.site.last_seen_at)
        return _ago(max((moment for moment in moments if moment is not None), default=None))

    @property
    def last_success(self) -> SafeString | str:
        """When a sync of the site last succeeded."""
        return _ago(self.site.last_success_at)

    @property
    def success_duration(self) -> str:
        """How long the last sync that succeeded took."""
        return seconds_text(self.site.last_success_duration)

    @property
    def waits_for(self) -> str:
        """What the sync waits for, as of now."""
        return waits_for(self.sync.job, self.site) if self.sync else ""

    @property
    def error_link(self) -> ErrorLink | None:
        """Where the error of the sync can be mended."""
        return error_link(self.sync.job) if self.sync else None

    @property
    def silence(self) -> str:
        """A hint that the sync's worker may be dead."""
        return silence(self.sync.job) if self.sync else ""

    @property
    def took(self) -> str:
        """How long the sync took."""
        return took(self.sync.job) if self.sync else ""

    @property
    def cancel_consequence(self) -> str:
        """What cancelling the sync would do."""
        return cancel_consequence(self.sync.job) if self.sync else ""


def sync_panel(site: Site) -> SyncPanel:
    """All that the panel shows, in a fixed number of queries."""
    jobs = SyncJob.objects.filter(site=site).select_related("requested_by")
    sync = jobs.filter(kind=JobKind.SYNC).first()
    live = SyncJob.objects.live().filter(site=site).order_by()
    return SyncPanel(
        site=site,
        health=health_of(site),
        records=records_of(site.pk),
        sync=_shown(sync) if sync else None,
        steps=stepper(sync, site) if sync else [],
        last_jobs=[_shown(job) for job in jobs[:SHOWN_JOBS]],
        live_kinds=frozenset(live.values_list("kind", flat=True)),
    )


def health_sentence(site: Site, health: Health, now: datetime | None = None) -> str:
    """Why the site is so, in a sentence."""
    if health is Health.NEVER_SEEN:
        return "It has never called this portal."
    if health in {Health.DISABLED, Health.FAILING}:
        return health_reason(site, health)
    if site.last_success_at is None:
        success = "No sync of it has succeeded yet"
    else:
        since = in_words((now or timezone.now()) - site.last_success_at)
        success = f"Its last successful sync was {since} ago"
    if health is Health.OK:
        return f"{success}."
    limits = {
        Health.LATE: site.late_after or late_after(),
        Health.DOWN: site.down_after or down_after(),
    }
    return f"{success}; it is {health.label.lower()} after {in_words(limits[health])}."


def _shown(job: SyncJob) -> ShownJob:
    return ShownJob(job, status_badge(job), asker(job), seconds_text(job.duration))


def _ago(moment: datetime | None) -> SafeString | str:
    return ago(moment) if moment else "Never"
