"""Searches for patients in the admin: which site asked what, and when; only to look at."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from sites.admin.site_display import badge
from syncjobs.admin.job_filters import OneSiteFilter
from syncjobs.admin.links import link_to, link_to_list
from syncjobs.admin.read_only import ReadOnlyAdmin
from syncjobs.admin.uncounted_list import UncountedChangeList
from syncjobs.choices import PatientSearchKind
from syncjobs.models import PatientSearch

Searches = QuerySet[PatientSearch]


class SearchingSiteFilter(OneSiteFilter):
    """To one site, as the link in each row does."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002
        """The searches of that site."""
        return queryset.filter(site=self.site_id()) if self.site_id() is not None else queryset


class PatientSearchAdmin(ReadOnlyAdmin[PatientSearch]):
    """What was asked about patients. There may be millions: nothing is counted."""

    list_display = ("show_at", "show_kind", "show_searches", "show_asked", "result_count")
    list_display_links = ("show_at",)
    list_filter = (SearchingSiteFilter, "kind", "at")
    search_fields = ("site_name", "=patient_id", "asked")
    search_help_text = "Name of a site, id of a patient, or a part of what was asked"
    ordering = ("-id",)
    sortable_by = ()
    fieldsets = (
        (None, {"fields": ("show_at", "show_kind", "show_site", "address")}),
        ("What", {"fields": ("show_asked", "result_count")}),
    )
    readonly_fields = ("show_at", "show_kind", "show_site", "show_asked")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002
        """One that does not count."""
        return UncountedChangeList

    @admin.display(description="when")
    def show_at(self, search: PatientSearch) -> str:
        """When it was asked."""
        return f"{timezone.localtime(search.at):%d %b %Y %H:%M:%S}"

    @admin.display(description="what")
    def show_kind(self, search: PatientSearch) -> SafeString:
        """Whether a patient was only looked for."""
        kind = PatientSearchKind(search.kind)
        return badge("busy" if kind is PatientSearchKind.JOIN else "calm", kind.label)

    @admin.display(description="site")
    def show_searches(self, search: PatientSearch) -> SafeString | str:
        """The site that asked; the link leads to all that it asked."""
        if search.site_id is None:
            return search.site_name
        return link_to_list(PatientSearch, search.site_name, site=str(search.site_id))

    @admin.display(description="site")
    def show_site(self, search: PatientSearch) -> SafeString | str:
        """The site that asked; only its name when it is deleted."""
        if search.site is None:
            return f"{search.site_name} (deleted)"
        return link_to(search.site, search.site_name)

    @admin.display(description="asked")
    def show_asked(self, search: PatientSearch) -> SafeString | str:
        """What the call said; nothing of it narrowed a search for everybody."""
        if not search.asked:
            return "everybody"
        said = ((name, value) for name, value in search.asked.items())
        return format_html_join(", ", "{}: {}", said)
