"""Stores in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sites.admin.before_saving import BeforeSaving
from sites.admin.store_warning import warn_about_stores
from sites.models import Site, Store

WHERE_STORES_WORK = (
    "A store is active on one site or on none. A site needs at least one active store."
)


class WithoutSiteFilter(admin.EmptyFieldListFilter):
    """Stores that are on no site."""


class StoreAdmin(BeforeSaving):
    """The list of stores and the page of one."""

    list_display = ("code", "name", "mode", "site", "disabled")
    list_filter = ("mode", "disabled", ("site", WithoutSiteFilter))
    list_select_related = ("site",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("code", "name", "site__name")
    autocomplete_fields = ("site",)
    readonly_fields = ("id", "name_id")
    add_fieldsets = (
        ("What this store is", {"fields": ("code", "name", "mode", "id", "name_id")}),
        ("Where it works", {"fields": ("site", "disabled"), "description": WHERE_STORES_WORK}),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """After saving, says which site is left without an active store."""
        super().save_related(request, form, formsets, change)
        touched = {form.initial.get("site"), form.instance.site_id} - {None}
        for site in Site.objects.filter(pk__in=touched):
            warn_about_stores(request, site)

    def has_delete_permission(self, request: HttpRequest, obj: Store | None = None) -> bool:  # noqa: ARG002
        """A store is never deleted, because records belong to it; it is disabled."""
        return False
