"""The stores of a site, on the site's page."""

from django.contrib import admin
from django.http import HttpRequest

from sites.models import Site, Store


class StoreInline(admin.TabularInline[Store, Site]):
    """Stores that are on the site; a new row makes a new store here."""

    model = Store
    fields = ("code", "name", "mode", "disabled")
    extra = 1
    show_change_link = True
    verbose_name = "store on this site"
    verbose_name_plural = "Its stores"

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:  # noqa: ARG002
        """A store is never deleted; it is moved or disabled on its own page."""
        return False
