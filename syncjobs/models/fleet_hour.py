"""The table of what the whole fleet did in an hour."""

from django.db import models


class FleetHour(models.Model):
    """What the syncs that ended in the hour from `began_at` did, over all sites.

    Syncs that found nothing to do leave no job, and are not counted. Records are counted as the
    sites pushed and pulled them.
    """

    began_at = models.DateTimeField(primary_key=True)
    sync_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    pushed_count = models.PositiveBigIntegerField(default=0)
    pulled_count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("began_at",)

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:00}"
