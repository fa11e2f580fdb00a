"""Deliveries of alerts in the admin: what was sent to whom, and what did not arrive."""

import json
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from sites.admin.site_display import badge
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.alerts.channels import shown_address
from syncjobs.alerts.deliveries import try_again
from syncjobs.alerts.errors import DeliveryStateError
from syncjobs.choices import DeliveryStatus
from syncjobs.models import AlertDelivery

STATUS_BADGES = {
    DeliveryStatus.QUEUED: "calm",
    DeliveryStatus.SENDING: "busy",
    DeliveryStatus.SENT: "good",
    DeliveryStatus.FAILED: "bad",
}
MAY_BE_TRIED = (DeliveryStatus.QUEUED, DeliveryStatus.FAILED)


def status_badge(status: str) -> SafeString:
    """The status as a coloured word."""
    known = DeliveryStatus(status)
    return badge(STATUS_BADGES[known], known.label)


class AlertDeliveryAdmin(ReadOnlyAdmin[AlertDelivery]):
    """Deliveries; the portal writes them, and administrators may have them tried again."""

    list_display = (
        "subject",
        "channel",
        "show_status",
        "attempt",
        "show_created",
        "show_short_error",
    )
    list_filter = ("status", "channel")
    list_select_related = ("channel",)
    search_fields = ("subject", "channel__name")
    search_help_text = "Words of the subject, or the name of a channel"
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        ("Where it stands", {"fields": ("show_status", "show_tries", "show_error")}),
        ("When", {"fields": ("show_created", "show_began", "show_ended")}),
        ("What is sent", {"fields": ("show_channel", "subject", "show_text", "show_payload")}),
    )
    readonly_fields = (
        "show_status",
        "show_tries",
        "show_error",
        "show_created",
        "show_began",
        "show_ended",
        "show_channel",
        "show_text",
        "show_payload",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertDelivery]:
        """Deliveries with their channels, in one query."""
        return super().get_queryset(request).select_related("channel")

    def get_urls(self) -> list[URLPattern]:
        """The act."""
        again = self.admin_site.admin_view(require_POST(self.try_again_view))
        return [path("<int:pk>/try-again/", again, name="delivery-try-again"), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a delivery; one that did not arrive can be tried again."""
        delivery = self.get_object(request, object_id)
        may_be_tried = delivery is not None and delivery.status in MAY_BE_TRIED
        context = {**(extra_context or {}), "may_be_tried": may_be_tried}
        return super().change_view(request, object_id, form_url, context)

    def try_again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Has it tried once more, at once."""
        self.acting_person(request)
        self.row_or_404(request, pk)
        try:
            try_again(pk)
        except DeliveryStateError as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.message_user(request, "It is tried again. Reload this page to see how it went.")
        return self.to_page(pk)

    @admin.display(description="status", ordering="status")
    def show_status(self, delivery: AlertDelivery) -> SafeString:
        """The status as a coloured word."""
        if delivery.status == DeliveryStatus.QUEUED and delivery.attempt:
            return badge("warn", "Will try again", delivery.error)
        return status_badge(delivery.status)

    @admin.display(description="tries")
    def show_tries(self, delivery: AlertDelivery) -> str:
        """How often it was tried, and when the next try is."""
        if delivery.status != DeliveryStatus.QUEUED:
            return str(delivery.attempt)
        return f"{delivery.attempt}, the next one from {_moment(delivery.not_before)}"

    @admin.display(description="error")
    def show_error(self, delivery: AlertDelivery) -> str:
        """Why the last try failed."""
        return delivery.error or "-"

    @admin.display(description="error")
    def show_short_error(self, delivery: AlertDelivery) -> str:
        """The sentence, without the advice."""
        return delivery.error.partition(". ")[0][:120]

    @admin.display(description="queued at", ordering="id")
    def show_created(self, delivery: AlertDelivery) -> str:
        """When it was queued, to the second."""
        return _moment(delivery.created_at)

    @admin.display(description="began at")
    def show_began(self, delivery: AlertDelivery) -> str:
        """When the last try began, to the second."""
        return _moment(delivery.began_at)

    @admin.display(description="ended at")
    def show_ended(self, delivery: AlertDelivery) -> str:
        """When it was sent or given up, to the second."""
        return _moment(delivery.ended_at)

    @admin.display(description="channel")
    def show_channel(self, delivery: AlertDelivery) -> str:
        """The channel, with as much of its address as may be seen."""
        return f"{delivery.channel.name} ({shown_address(delivery.channel)})"

    @admin.display(description="text")
    def show_text(self, delivery: AlertDelivery) -> SafeString:
        """What people read."""
        return format_html("<pre>{}</pre>", delivery.text)

    @admin.display(description="JSON for webhooks")
    def show_payload(self, delivery: AlertDelivery) -> SafeString:
        """What programs read."""
        payload = json.dumps(json.loads(delivery.payload), indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", payload)


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d %b %Y %H:%M:%S}" if moment else "-"
