"""The table of jobs."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from sites.models import Site
from syncjobs.choices import ENDED_STATUSES, LIVE_STATUSES, JobKind, JobStatus, JobTrigger
from syncjobs.querysets import SyncJobQuerySet


class SyncJob(models.Model):
    """One piece of work for one site, with its tries.

    The row is the truth: Celery only rings for it. A run owns the job while the row says running
    with the run's own number in `attempt`; every write of the run is conditional on that. A job
    that is expecting or following its site is written by the site's calls instead.
    `not_before` is when the job may (next) begin; `rung_at` when the doorbell was last rung for
    it; `heartbeat_at` when the run, or the followed site, last showed that it lives. `note` says
    what the job waits for; `error_detail` is the text that the site itself gave for its error.
    `candidate_url` is the central URL that is verified before it is saved.
    `is_counted` says that the ended sync is part of its `FleetHour`.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind.choices)
    trigger = models.CharField(max_length=20, choices=JobTrigger.choices)
    status = models.CharField(max_length=20, choices=JobStatus.choices, default=JobStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_message = models.TextField(blank=True)
    error_detail = models.TextField(blank=True)
    note = models.TextField(blank=True)
    candidate_url = models.CharField(max_length=300, blank=True, editable=False)
    is_counted = models.BooleanField(default=False, editable=False)
    celery_task_id = models.CharField(max_length=60, blank=True)

    objects = SyncJobQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["site", "kind"],
                condition=Q(status__in=LIVE_STATUSES),
                name="one_live_job_a_site_and_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=["not_before"],
                condition=Q(status=JobStatus.QUEUED),
                name="job_queued_not_before",
            ),
            models.Index(
                fields=["heartbeat_at"],
                condition=Q(status=JobStatus.RUNNING),
                name="job_running_heartbeat",
            ),
            models.Index(fields=["site", "kind", "-id"], name="job_site_kind_newest"),
            models.Index(fields=["finished_at"], name="job_finished"),
            # The newest of each live status, and how many there are; SQLite uses no index whose
            # condition is a list of statuses.
            models.Index(
                fields=["status", "-id"],
                condition=Q(finished_at__isnull=True),
                name="job_not_ended_status",
            ),
            models.Index(
                fields=["finished_at"],
                condition=Q(kind=JobKind.SYNC, status__in=ENDED_STATUSES, is_counted=False),
                name="job_sync_not_counted",
            ),
            models.Index(
                fields=["heartbeat_at"],
                condition=Q(status__in=(JobStatus.EXPECTING, JobStatus.FOLLOWING)),
                name="job_with_the_site",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.site}"

    @property
    def is_live(self) -> bool:
        """Whether the job waits or runs."""
        return self.status in LIVE_STATUSES

    @property
    def waits_to_try_again(self) -> bool:
        """Whether the job failed and will be tried again by itself."""
        return self.status == JobStatus.QUEUED and self.attempt > 0

    @property
    def duration(self) -> timedelta | None:
        """From the beginning of the last try to its end; None before both."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at
