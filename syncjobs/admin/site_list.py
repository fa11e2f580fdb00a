"""The list of sites with what waits for each, and as a file."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from sites.admin.site_admin import SiteAdmin
from sites.admin.site_filters import LastSuccessFilter
from sites.models import Site
from syncjobs.admin.site_export import sites_as_csv
from syncjobs.admin.waiting_filter import WaitingFilter


class ListedSiteAdmin(SiteAdmin):
    """Sites with the length of their queues; whoever may see the list may take it along."""

    change_list_template = "admin/sites/site/change_list.html"

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, with what waits for the site beside its last success."""
        columns = list(super().get_list_display(request))
        columns.insert(columns.index("show_success") + 1, "show_waiting")
        return columns

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The filters, in the order of the columns."""
        filters = list(super().get_list_filter(request))
        filters.insert(filters.index(LastSuccessFilter) + 1, WaitingFilter)
        return filters

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        """Sites with their queues, in the same query."""
        return super().get_queryset(request).select_related("queue")

    def get_urls(self) -> list[URLPattern]:
        """The address of the file."""
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="sites_site_export"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the link to the file of all that it shows."""
        query = request.GET.copy()
        query.pop(PAGE_VAR, None)
        link = reverse("admin:sites_site_export") + (f"?{query.urlencode()}" if query else "")
        return super().changelist_view(request, {**(extra_context or {}), "export_link": link})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """All sites that the list shows with these filters and this search, in its order."""
        if not request.user.has_perm("sites.view_site"):
            raise PermissionDenied
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:sites_site_changelist") + "?e=1")
        return sites_as_csv(listed.queryset)

    @admin.action(description="Export the selected sites as CSV", permissions=["view"])
    def export_sites(self, request: HttpRequest, queryset: QuerySet[Site]) -> HttpResponseBase:  # noqa: ARG002
        """The selected sites as a file."""
        return sites_as_csv(queryset)

    @admin.display(description="waiting", ordering=F("queue__length").asc(nulls_first=True))
    def show_waiting(self, site: Site) -> str:
        """How many records wait for the site; nothing where it has not asked for its data."""
        queue = getattr(site, "queue", None)
        return f"{queue.length:,}" if queue else "-"
