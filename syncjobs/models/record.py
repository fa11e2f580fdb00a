"""The table of records: the present state of everything that travels."""

from django.db import models
from django.db.models import Q

from sites.models import Store
from syncjobs.choices import LONGEST_RECORD_ID, LONGEST_TABLE_NAME


class Record(models.Model):
    """The present state of one record of one legacy table.

    `data` is JSON text in the form in which sites receive it, empty for a deleted record. The
    other columns say where the record belongs; `syncjobs.records.routing` reads them from the JSON:
    the store that owns it, the store it is addressed to (by the id of its name, or by its own id),
    the record that is its parent, the person it is about. A record that joins a store with a person
    has the person in `joined_id`, and makes the person visible there while `is_active`.

    A child has the owner and partner of its parent. `author_site_id` is the site that pushed the
    present state, None for the centre. `central_cursor` is the place of central data in the log.
    """

    table_name = models.CharField("table", max_length=LONGEST_TABLE_NAME)
    record_id = models.CharField("id", max_length=LONGEST_RECORD_ID)
    data = models.TextField(blank=True)
    is_deleted = models.BooleanField("deleted", default=False)
    owner_store = models.ForeignKey(
        Store,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    partner_name = models.ForeignKey(
        Store,
        on_delete=models.DO_NOTHING,
        to_field="name_id",
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    partner_store = models.ForeignKey(
        Store,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    parent_id = models.CharField(max_length=LONGEST_RECORD_ID, null=True)  # noqa: DJ001
    person_id = models.CharField(max_length=LONGEST_RECORD_ID, null=True)  # noqa: DJ001
    joined_id = models.CharField(max_length=LONGEST_RECORD_ID, null=True)  # noqa: DJ001
    is_active = models.BooleanField(default=True)
    author_site_id = models.IntegerField(null=True)
    central_cursor = models.IntegerField("place in the central log", null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("table_name", "record_id")
        constraints = (
            models.UniqueConstraint(fields=["table_name", "record_id"], name="record_is_unique"),
            models.UniqueConstraint(
                fields=["central_cursor"],
                condition=Q(central_cursor__isnull=False),
                name="central_cursor_is_unique",
            ),
        )
        indexes = (
            models.Index(
                fields=["owner_store", "table_name", "id"],
                condition=Q(owner_store__isnull=False),
                name="record_owner",
            ),
            models.Index(
                fields=["partner_name", "table_name", "id"],
                condition=Q(partner_name__isnull=False),
                name="record_partner_name",
            ),
            models.Index(
                fields=["partner_store", "table_name", "id"],
                condition=Q(partner_store__isnull=False),
                name="record_partner_store",
            ),
            models.Index(
                fields=["parent_id"], condition=Q(parent_id__isnull=False), name="record_parent"
            ),
            models.Index(
                fields=["person_id"], condition=Q(person_id__isnull=False), name="record_person"
            ),
            models.Index(
                fields=["table_name", "id"],
                condition=Q(person_id__isnull=False),
                name="record_of_persons",
            ),
            models.Index(
                fields=["joined_id"], condition=Q(joined_id__isnull=False), name="record_joined"
            ),
        )

    def __str__(self) -> str:
        return f"{self.table_name} {self.record_id}"


class CentralLog(models.Model):
    """The one row that says how far the central log has come.

    Whoever writes records holds its lock until the end of the transaction (see
    `syncjobs.records.writing`), so that cursors become visible in their order.
    """

    last_cursor = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"Central log up to {self.last_cursor}"
