"""The devices of a site side by side, where another than the bound one came with its password."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from sites.admin.claim_acts import AcceptDevice, KeepOldDevice
from sites.admin.site_pages import SitePages
from sites.claims import two_devices
from sites.ids import read_id
from sites.models import PendingClaim


class ClaimFilter(admin.SimpleListFilter):
    """By whether another device waits for a decision about the site."""

    title = "second device"
    parameter_name = "claimed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The choices, the most urgent first."""
        return [("turns", "Two devices in use"), ("yes", "Waits for a decision"), ("no", "None")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """The sites that fit the choice."""
        claims = PendingClaim.objects.order_by().values("site_id")
        match self.value():
            case "turns":
                return queryset.filter(pk__in=claims.filter(alternated_at__isnull=False))
            case "yes":
                return queryset.filter(pk__in=claims)
            case "no":
                return queryset.exclude(pk__in=claims)
        return queryset


class SiteClaims(SitePages):
    """Adds the devices and the decision about them to the page of a site."""

    def get_urls(self) -> list[URLPattern]:
        """The pages of the two acts."""
        wrap = self.admin_site.admin_view
        keep, accept = KeepOldDevice.slug, AcceptDevice.slug
        return [
            path(
                f"<int:site_id>/{keep}/",
                wrap(self.act_view),
                {"act": KeepOldDevice()},
                name=f"sites_site_{keep}",
            ),
            path(
                f"<int:site_id>/{accept}/<int:claim_id>/",
                wrap(self.accept_view),
                name=f"sites_site_{accept}",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The site's page, with the devices that wait."""
        context = {**(extra_context or {}), **self.claims_context(request, object_id)}
        return super().change_view(request, object_id, form_url, context)

    def claims_context(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """The devices that claim the site, the last to call first, and what may be done."""
        # One query for a site that nobody else claims, which is nearly every one.
        claims = list(PendingClaim.objects.filter(site=read_id(object_id)).select_related("site"))
        if not claims:
            return {}
        site = claims[0].site
        return {
            "claims": claims,
            "claimed_site": site,
            "in_turn_at": two_devices(site),
            "may_decide": self.has_change_permission(request, site),
        }

    def accept_view(self, request: HttpRequest, site_id: int, claim_id: int) -> HttpResponse:
        """Says what accepting this device means; does it on POST."""
        claim = PendingClaim.objects.filter(pk=claim_id, site_id=site_id).first()
        return self.act_view(request, site_id, AcceptDevice(claim))
