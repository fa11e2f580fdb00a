"""The stores of a site, on the site's page."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from sites.models import Site, Store

MOST_STORES = 30


class StoreFormSet(BaseInlineFormSet[Store, Site, ModelForm[Store]]):
    """The first stores of the site; the list of stores has all of them."""

    def get_queryset(self) -> QuerySet[Store]:
        """As many stores as a page can hold."""
        if not hasattr(self, "_first_stores"):
            self._first_stores = super().get_queryset()[:MOST_STORES]
        return self._first_stores

    def clean(self) -> None:
        """Refuses a code that stands in two rows; Django looks only at rows already stored."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            code = getattr(form, "cleaned_data", {}).get("code", "").lower()
            if code and code in seen:
                form.add_error("code", "Another row has this code already.")
            seen.add(code)


class StoreInline(admin.TabularInline[Store, Site]):
    """Stores that are on the site; a new row makes a new store here."""

    model = Store
    formset = StoreFormSet
    fields = ("code", "name", "mode", "disabled")
    extra = 1
    show_change_link = True
    verbose_name = "store on this site"
    verbose_name_plural = "Its stores"

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """As Django's, with a name for those who hear the page: the heading is not the field's."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = f"{field.label} of the store"
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """A store is never deleted; it is moved or disabled on its own page."""
        return False
