"""Sites in the admin, with the records that they and their stores imply."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Sum
from django.http import HttpRequest

from sites.counted import counted
from sites.models import Site
from sites.registration import SiteDetails
from syncjobs.admin.site_list import ListedSiteAdmin
from syncjobs.following.site_cursors import MOST_COUNTED, records_behind
from syncjobs.models import PushedBatch, SetAsideRecord, SiteQueue
from syncjobs.records.writing import lock_records
from syncjobs.register import change_site, register_site, save_stores


@dataclass(frozen=True, slots=True)
class SiteRecords:
    """What lies between the portal and a site.

    `queued` is None before it asked for its data, `behind` before it asked for central records.
    """

    queued: int | None
    pushed: int
    pushed_batches: int
    set_aside: int
    behind: int | None

    @property
    def queued_text(self) -> str:
        """How many records wait for it."""
        if self.queued is None:
            return "It has not asked for its data yet."
        return counted(self.queued, "record")

    @property
    def pushed_text(self) -> str:
        """How many records it has pushed that are not integrated."""
        return counted(self.pushed, "record")

    @property
    def batches_text(self) -> str:
        """How many batches they came in."""
        return counted(self.pushed_batches, "batch", "batches")

    @property
    def set_aside_text(self) -> str:
        """How many of its records are set aside and wait for a decision."""
        return counted(self.set_aside, "record")

    @property
    def behind_text(self) -> str:
        """How many central records it has not got yet."""
        if self.behind is None:
            return "It has not asked for central records yet."
        if self.behind > MOST_COUNTED:
            return f"more than {MOST_COUNTED:,} records"
        return counted(self.behind, "record")


def records_of(site_id: int) -> SiteRecords:
    """The numbers of one site, in three queries."""
    batches = PushedBatch.objects.filter(site=site_id)
    waiting = SetAsideRecord.objects.filter(site=site_id, discarded_at__isnull=True)
    queue = SiteQueue.objects.filter(site=site_id).values("length")
    found = (
        Site.objects.filter(pk=site_id)
        .order_by()
        .values_list(
            Subquery(queue),
            Subquery(_one(batches, Sum("record_count"))),
            Subquery(_one(batches, Count("pk"))),
            Subquery(_one(waiting, Count("pk"))),
        )
    )
    queued, pushed, pushed_batches, set_aside = found.first() or (None, 0, 0, 0)
    behind = records_behind(site_id)
    return SiteRecords(queued, pushed or 0, pushed_batches or 0, set_aside or 0, behind)


def _one(rows: QuerySet[Any], aggregate: Sum | Count) -> QuerySet[Any]:
    """The aggregate over rows of one site, as a query of at most one row."""
    found: QuerySet[Any] = rows.order_by().values("site").annotate(value=aggregate).values("value")
    return found


class SiteWithRecordsAdmin(ListedSiteAdmin):
    """Sites whose stores are told to every other site."""

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the site; its stores, in the same transaction, need the lock of the records."""
        lock_records()
        super().save_model(request, obj, form, change)

    def register_site(self, details: SiteDetails, password: str, reason: str) -> Site:
        """Registers a new site so that the others hear of it."""
        return register_site(details, password, reason=reason)

    def change_site(self, site_id: int, details: SiteDetails, reason: str) -> Site:
        """Changes a site, and its schedules with it."""
        return change_site(site_id, details, reason)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Saves the rows of stores together with their records."""
        save_stores(formset.save(commit=False), form.cleaned_data["reason"])
