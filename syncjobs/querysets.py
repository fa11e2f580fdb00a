"""Questions about many jobs at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from syncjobs.choices import ENDED_STATUSES, LIVE_STATUSES, JobStatus

if TYPE_CHECKING:
    from syncjobs.models import PushedBatch, SyncJob  # noqa: F401 - named by the bases


class SyncJobQuerySet(models.QuerySet["SyncJob"]):
    """Jobs, by where they stand."""

    def live(self) -> "SyncJobQuerySet":
        """Jobs that wait or run."""
        return self.filter(status__in=LIVE_STATUSES)

    def ended(self) -> "SyncJobQuerySet":
        """Jobs that came to an end, whichever."""
        return self.filter(status__in=ENDED_STATUSES)

    def due(self, now: datetime) -> "SyncJobQuerySet":
        """Queued jobs that may begin."""
        return self.filter(status=JobStatus.QUEUED, not_before__lte=now)

    def not_rung_since(self, moment: datetime) -> "SyncJobQuerySet":
        """Jobs whose doorbell was never rung, or last before `moment`."""
        return self.filter(Q(rung_at__isnull=True) | Q(rung_at__lt=moment))

    def silent_since(self, moment: datetime) -> "SyncJobQuerySet":
        """Running jobs that showed no sign of life since `moment`."""
        return self.filter(status=JobStatus.RUNNING, heartbeat_at__lt=moment)


class PushedBatchQuerySet(models.QuerySet["PushedBatch"]):
    """Pushed batches, in the order in which they came."""

    def complete(self) -> "PushedBatchQuerySet":
        """Batches of pushes that are over."""
        return self.filter(is_complete=True).order_by("pk")
