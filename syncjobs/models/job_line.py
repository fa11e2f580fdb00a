"""The table of what runs of jobs say while they go on."""

from django.db import models

from syncjobs.models.job import SyncJob


class JobLine(models.Model):
    """One line of a run's log, written when it happened: a worker that dies takes none with it."""

    job = models.ForeignKey(SyncJob, on_delete=models.CASCADE, related_name="lines")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text
