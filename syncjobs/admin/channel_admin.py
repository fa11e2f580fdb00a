"""Alert channels in the admin: whom alerts reach, and a test."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sites.admin.site_display import badge
from syncjobs.admin.channel_form import ChannelForm
from syncjobs.admin.delivery_admin import status_badge
from syncjobs.admin.titled_list import TitledListAdmin
from syncjobs.alerts.channels import shown_address
from syncjobs.alerts.deliveries import queue_test
from syncjobs.alerts.signing import SIGNATURE_HEADER, signing_secret
from syncjobs.choices import ChannelKind
from syncjobs.models import AlertChannel, AlertDelivery

NO_MAIL_SERVER = "E-mail is not set up: EMAIL_URL says which mail server sends it."


class AlertChannelAdmin(TitledListAdmin[AlertChannel]):
    """Where alerts go."""

    form = ChannelForm
    list_display = ("name", "kind", "show_address", "show_state", "show_last")
    list_filter = ("kind", "is_on")
    search_fields = ("name",)
    search_help_text = "Name of a channel"
    sortable_by = ("name", "kind")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ("show_address",)

    def get_fieldsets(self, request: HttpRequest, obj: AlertChannel | None = None) -> Any:
        """Nobody sees the address of a webhook again; whoever may only look is asked for none."""
        fields = ["name", "kind", "is_on"]
        if obj is not None:
            fields.insert(2, "show_address")
        if obj is None or self.has_change_permission(request, obj):
            fields.insert(-1, "new_address")
        return [(None, {"fields": fields})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AlertChannel]:
        """Channels with how their last delivery went."""
        last = AlertDelivery.objects.filter(channel=OuterRef("pk")).order_by("-pk")
        channels: QuerySet[AlertChannel] = super().get_queryset(request)
        return channels.annotate(last_status=Subquery(last.values("status")[:1]))

    def get_urls(self) -> list[URLPattern]:
        """The addresses of the test and of the secret."""
        wrap = self.admin_site.admin_view
        secret = wrap(require_POST(never_cache(self.secret_view)))
        return [
            path("<int:pk>/test/", wrap(require_POST(self.test_view)), name="channel-test"),
            path("<int:pk>/secret/", secret, name="channel-secret"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a channel, with a button that sends a test."""
        context = {**(extra_context or {}), "may_test": self.has_change_permission(request)}
        return super().change_view(request, object_id, form_url, context)

    def test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queues a test and goes to its delivery."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        delivery = queue_test(get_object_or_404(AlertChannel, pk=pk))
        self.message_user(request, "A test is on its way. Reload this page to see how it went.")
        address = reverse("admin:syncjobs_alertdelivery_change", args=[delivery.pk])
        return HttpResponseRedirect(address)

    def secret_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows with what the messages to a webhook are signed, to those who may change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        channel = get_object_or_404(AlertChannel, pk=pk, kind=ChannelKind.WEBHOOK)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Signing secret of {channel}",
            "channel": channel,
            "secret": signing_secret(channel.pk),
            "header": SIGNATURE_HEADER,
        }
        return TemplateResponse(request, "admin/syncjobs/alertchannel/secret.html", context)

    def save_model(self, request: HttpRequest, obj: AlertChannel, form: Any, change: bool) -> None:  # noqa: FBT001
        """Saves the channel with its address, and says when nothing can be sent there."""
        obj.address = form.cleaned_data["new_address"]
        super().save_model(request, obj, form, change)
        if _lacks_mail_server(obj):
            self.message_user(request, NO_MAIL_SERVER, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002
        """What the confirmation shows; the deliveries go with their channel, and are not listed."""
        deliveries = AlertDelivery.objects.filter(channel__in=[channel.pk for channel in objs])
        counts = {"alert channels": len(objs), "alert deliveries": deliveries.count()}
        return [str(channel) for channel in objs], counts, set(), []

    @admin.display(description="address")
    def show_address(self, channel: AlertChannel) -> str:
        """Of a webhook only the host."""
        return shown_address(channel)

    @admin.display(description="state")
    def show_state(self, channel: AlertChannel) -> SafeString:
        """On or off, and whether it can work."""
        if not channel.is_on:
            return badge("calm", "Off")
        if _lacks_mail_server(channel):
            return badge("warn", "No mail server", NO_MAIL_SERVER)
        return badge("good", "On")

    @admin.display(description="last delivery")
    def show_last(self, channel: AlertChannel) -> SafeString | str:
        """How the last delivery went."""
        status = getattr(channel, "last_status", None)
        return status_badge(status) if status else "None yet"


def _lacks_mail_server(channel: AlertChannel) -> bool:
    return channel.kind == ChannelKind.EMAIL and not settings.EMAIL_IS_SET_UP
