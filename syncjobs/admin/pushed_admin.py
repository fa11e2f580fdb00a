"""Pushed batches in the admin: what sites have sent and what is not in its place yet."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from syncjobs.admin.json_display import pretty_json
from syncjobs.admin.links import link_to
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.models import PushedBatch

Batches = QuerySet[PushedBatch, PushedBatch]


class CompleteFilter(admin.SimpleListFilter):
    """By whether the site has ended its push."""

    title = "complete"
    parameter_name = "complete"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Yes and no."""
        return [("yes", "Complete"), ("no", "Not complete")]

    def queryset(self, request: HttpRequest, queryset: Batches) -> Batches:  # noqa: ARG002
        """The batches of pushes that are over, or of those that are not."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(is_complete=self.value() == "yes")


class PushedBatchAdmin(ReadOnlyAdmin[PushedBatch]):
    """What waits to be integrated, the oldest first. A batch goes when it is integrated."""

    list_display = ("show_batch", "site", "show_received", "show_count", "show_complete")
    list_display_links = ("show_batch",)
    list_filter = (CompleteFilter,)
    list_select_related = ("site",)
    search_fields = ("site__name", "=site__code")
    search_help_text = "Name or code of a site"
    ordering = ("id",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("show_site", "show_received", "show_count", "show_complete")}),
        ("Content", {"fields": ("show_body",)}),
    )
    readonly_fields = ("show_site", "show_received", "show_count", "show_complete", "show_body")

    def get_queryset(self, request: HttpRequest) -> Batches:
        """Batches without what is in them, which is large."""
        return super().get_queryset(request).select_related("site").defer("body")

    @admin.display(description="batch")
    def show_batch(self, batch: PushedBatch) -> str:
        """Its number; the link to its page."""
        return f"#{batch.pk}"

    @admin.display(description="from")
    def show_site(self, batch: PushedBatch) -> SafeString:
        """The site that pushed it."""
        return link_to(batch.site)

    @admin.display(description="received")
    def show_received(self, batch: PushedBatch) -> str:
        """When it came in."""
        return f"{timezone.localtime(batch.received_at):%d %b %Y %H:%M:%S}"

    @admin.display(description="records")
    def show_count(self, batch: PushedBatch) -> str:
        """How many records it has."""
        return f"{batch.record_count:,}"

    @admin.display(description="push")
    def show_complete(self, batch: PushedBatch) -> SafeString:
        """Whether the site has said that its push is over."""
        if batch.is_complete:
            return badge("busy", "Complete", "It is integrated as soon as a worker comes to it.")
        return badge("warn", "Not complete", "The site has not said yet that its push is over.")

    @admin.display(description="JSON")
    def show_body(self, batch: PushedBatch) -> SafeString:
        """What the site sent."""
        return pretty_json(batch.body)
