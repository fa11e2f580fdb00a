"""The tables of what waits: for a site, and from a site."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sites.models import Site
from syncjobs.choices import LONGEST_RECORD_ID, LONGEST_TABLE_NAME, QueuedAction
from syncjobs.models.record import Record
from syncjobs.querysets import PushedBatchQuerySet


class QueuedRecord(models.Model):
    """A record that waits for one site. `id` is the wire's `syncOutId`.

    The content is read from the record when it is delivered; the row goes when the site has
    acknowledged it. A record that changes after its delivery gets a new row.
    """

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    record = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="queued", db_constraint=False
    )
    action = models.CharField(max_length=6, choices=QueuedAction.choices)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["site", "id"], name="queued_site_id"),)

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.record_id} for site {self.site_id}"


class SiteQueue(models.Model):
    """What is known of the queue of one site as a whole; it exists once the site initialises.

    `length` counts the rows that wait. `initialised_cursor` is where the central log stood when the
    site was last initialised: what it authored before that, it must get again.
    `has_all_patients` says that the patients of all sites were queued, as for the central server.
    """

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, related_name="queue", primary_key=True
    )
    length = models.PositiveBigIntegerField(default=0)
    initialised_cursor = models.IntegerField(default=0)
    has_all_patients = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.length} records for site {self.site_id}"


class PushedBatch(models.Model):
    """The records of one POST of a site, kept as they came until they are integrated.

    `is_complete` once the site has said that the push is over, which makes all its batches ready.
    `body` is the JSON text of the POST.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="pushed_batches")
    received_at = models.DateTimeField(auto_now_add=True)
    record_count = models.PositiveIntegerField()
    body = models.TextField()
    is_complete = models.BooleanField(default=False)

    objects = PushedBatchQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "pushed batches"
        indexes = (
            models.Index(
                fields=["id"], condition=Q(is_complete=True), name="pushed_batch_complete"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_count} records from {self.site}"


class SetAsideRecord(models.Model):
    """A pushed record that was not accepted, kept with the reason until somebody decides.

    `waits_for` is the id of the record that it needs first; when that comes from the same site, the
    record is tried again by itself. `data` is the JSON text as it was pushed.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="set_aside_records")
    table_name = models.CharField("table", max_length=LONGEST_TABLE_NAME)
    record_id = models.CharField("id", max_length=LONGEST_RECORD_ID)
    action = models.CharField(max_length=20)
    data = models.TextField()
    reason_code = models.CharField(max_length=40)
    reason = models.TextField()
    advice = models.TextField(blank=True)
    waits_for = models.CharField(max_length=LONGEST_RECORD_ID, blank=True)
    set_aside_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    discard_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["site", "record_id"],
                condition=Q(discarded_at__isnull=True),
                name="set_aside_site_record",
            ),
            models.Index(
                fields=["site", "waits_for"],
                condition=Q(discarded_at__isnull=True) & ~Q(waits_for=""),
                name="set_aside_waits_for",
            ),
        )

    def __str__(self) -> str:
        return f"{self.table_name} {self.record_id} from {self.site}"
