"""The table of steps."""

from django.db import models

from syncjobs.choices import StepName, Verdict
from syncjobs.models.job import SyncJob


class SyncStep(models.Model):
    """A named part of one try of a job. The row exists once the step has begun.

    `total` and `done` count what the step works through, where it can be counted. `message` says
    how it ended in a sentence, `advice` what to do about it.
    """

    job = models.ForeignKey(SyncJob, on_delete=models.CASCADE, related_name="steps")
    attempt = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30, choices=StepName.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    message = models.TextField(blank=True)
    advice = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["job", "attempt", "name"], name="one_step_of_a_name_a_try"
            ),
        )

    def __str__(self) -> str:
        return self.get_name_display()
