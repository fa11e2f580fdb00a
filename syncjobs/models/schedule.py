"""The table of what is done for a site every so often."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from sites.models import Site
from sites.models.history import KeptChange, person_who_asked
from syncjobs.choices import ScheduledKind


class Schedule(models.Model):
    """A kind of job that is queued for a site every so often; without a row it is off.

    `from_time` and `until_time` are times of the day in the site's time zone; both are empty where
    any time will do, and the window goes over midnight where it ends before it begins. `next_at`
    is when the schedule is due next; every run moves it on, so it is no history. Set and remove
    schedules with `syncjobs.schedules.setting`, which keeps their history.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="schedules")
    kind = models.CharField(max_length=20, choices=ScheduledKind.choices)
    every_minutes = models.PositiveIntegerField()
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    next_at = models.DateTimeField(db_index=True)

    history = HistoricalRecords(
        excluded_fields=["next_at"], bases=[KeptChange], get_user=person_who_asked
    )

    class Meta:
        ordering = ("site", "kind")
        constraints = (
            models.UniqueConstraint(fields=["site", "kind"], name="one_schedule_a_site_and_kind"),
            models.CheckConstraint(
                condition=Q(every_minutes__gte=1), name="schedule_has_an_interval"
            ),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, until_time__isnull=True)
                | Q(from_time__isnull=False, until_time__isnull=False)
                & ~Q(from_time=F("until_time")),
                name="schedule_has_both_times_or_none",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.site} every {self.every_minutes} min"
