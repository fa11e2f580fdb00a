"""The labels of a site on its page."""

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from sites.admin.label_chips import first_labels, label_chips
from sites.admin.label_field import offered_labels
from sites.labels.register import labels_by_key
from sites.labels.setting import set_labels
from sites.models import Label, Site, SiteLabel
from sites.names import name_key

# A search that more labels fit than these is about something else.
MOST_FOUND: Final = 500


class LabelledSites(admin.ModelAdmin[Site]):
    """Adds the labels to the admin of sites."""

    def get_urls(self) -> list[URLPattern]:
        """The address of the labels that are offered while one types."""
        offer = self.admin_site.admin_view(offered_labels)
        return [
            path("offered-labels/", offer, name="sites_site_offered_labels"),
            *super().get_urls(),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Site], search_term: str
    ) -> tuple[QuerySet[Site], bool]:
        """As Django's, with the sites that have a label whose name has what is searched in it.

        As one of the searched fields, labels would multiply the rows of every search.
        """
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        key = name_key(search_term.replace("\0", ""))
        fits = Label.objects.filter(name_key__contains=key) if key else Label.objects.none()
        ids = list(fits.values_list("pk", flat=True)[:MOST_FOUND])
        if not ids:
            return found, has_duplicates
        held = SiteLabel.objects.filter(label__in=ids)
        return found | queryset.filter(pk__in=held.values("site")), has_duplicates

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, with the first labels of each site of the page in one query."""
        listed = super().get_changelist_instance(request)
        listed.result_list = listed.result_list.prefetch_related(first_labels())
        return listed

    def get_fieldsets(self, request: HttpRequest, obj: Site | None = None) -> Any:
        """Who only looks sees the labels as links to the sites that have them."""
        sections = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sections
        return [
            (title, {**options, "fields": tuple(map(_read_only, options["fields"]))})
            for title, options in sections
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> Any:
        """As declared, with the labels for who only looks."""
        return (*super().get_readonly_fields(request, obj), "show_labels")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Saves what belongs to the site and its labels, and says which of them are new."""
        super().save_related(request, form, formsets, change)
        names = form.cleaned_data["labels"]
        known = labels_by_key(names)
        set_labels({form.instance.pk: names}, form.cleaned_data.get("reason", ""))
        if new := [name for name in names if name_key(name) not in known]:
            said = ", ".join(f"“{name}”" for name in new)
            self.message_user(request, f"No site had the label {said} before.", messages.INFO)

    @admin.display(description="labels")
    def show_labels(self, site: Site) -> SafeString | str:
        """All labels of the site."""
        return label_chips(Label.objects.filter(site_labels__site=site)) or "-"


def _read_only(field: Any) -> Any:
    return "show_labels" if field == "labels" else field
