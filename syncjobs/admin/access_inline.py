"""The stores of a user of sites, on the user's page."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst

from sites.models import Role, SiteUser, Store, StoreAccess
from sites.site_users.stores import StoreGrant
from syncjobs.admin.store_code_field import StoreCodeField

MOST_STORES: Final = 50


class StoreAccessForm(forms.ModelForm[StoreAccess]):
    """A store with the roles in it; which store a row is about never changes."""

    store_code = StoreCodeField()
    field_order = ("store_code",)

    class Meta:
        model = StoreAccess
        fields = ("can_log_in", "is_default", "roles")
        widgets = {"roles": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, role_choices: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].widget.choices = role_choices
        if not self.instance._state.adding:
            code = self.fields["store_code"]
            code.initial = self.instance.store.code
            code.disabled = True
        # The heading of a column is not the label of what stands in it.
        for name in ("store_code", "can_log_in", "is_default"):
            self.fields[name].widget.attrs["aria-label"] = capfirst(self.fields[name].label)

    def clean_store_code(self) -> Store:
        """The store, which the log of this admin names."""
        store: Store = self.cleaned_data["store_code"]
        self.instance.store = store
        return store

    def validate_constraints(self) -> None:
        """Nothing here: rows are judged together, as the default store goes from one to another."""

    def grant(self, user: SiteUser) -> StoreGrant:
        """What the valid row gives the user."""
        data = self.cleaned_data
        return StoreGrant(
            user.pk,
            data["store_code"].pk,
            frozenset(role.pk for role in data["roles"]),
            data["can_log_in"],
            data["is_default"],
        )


class StoreAccessFormSet(
    forms.BaseInlineFormSet[StoreAccess, SiteUser, forms.ModelForm[StoreAccess]]
):
    """The first stores of the user, judged together."""

    def get_queryset(self) -> QuerySet[StoreAccess]:
        """As many stores as a page can hold, the default one first."""
        if not hasattr(self, "_first_stores"):
            rows = super().get_queryset().select_related("store", "user").prefetch_related("roles")
            self._first_stores = rows.order_by("-is_default", "store__code")[:MOST_STORES]
        return self._first_stores

    def add_fields(self, form: Any, index: int | None) -> None:
        """With a name for the box that takes a store away, for those who hear the page."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Take this store away"

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """With the roles there are, asked for once for all rows."""
        if not hasattr(self, "_role_choices"):
            self._role_choices = [(role.pk, role.name) for role in Role.objects.only("name")]
        return {**super().get_form_kwargs(index), "role_choices": self._role_choices}

    def clean(self) -> None:
        """Refuses a store that comes twice, and two default stores."""
        super().clean()
        kept = [form for form in self.forms if self._is_kept(form)]
        seen = set(self._stores_not_shown())
        for form in kept:
            store = form.cleaned_data.get("store_code")
            if store is not None and store.pk in seen:
                form.add_error("store_code", "The user has this store already.")
            elif store is not None:
                seen.add(store.pk)
        if sum(bool(form.cleaned_data.get("is_default")) for form in kept) > 1:
            raise forms.ValidationError("Only one store can be the default. Choose one of them.")

    def _is_kept(self, form: forms.ModelForm[StoreAccess]) -> bool:
        data = getattr(form, "cleaned_data", None)
        return bool(data) and form not in self.deleted_forms

    def _stores_not_shown(self) -> QuerySet[StoreAccess, str]:
        shown = [form.instance.pk for form in self.initial_forms]
        others = StoreAccess.objects.filter(user_id=self.instance.pk).exclude(pk__in=shown)
        return others.values_list("store_id", flat=True)


class StoreAccessInline(admin.TabularInline[StoreAccess, SiteUser]):
    """The stores of the user; a new row gives another store."""

    model = StoreAccess
    form = StoreAccessForm
    formset = StoreAccessFormSet
    fields = ("store_code", "can_log_in", "is_default", "roles")
    extra = 1
    verbose_name = "store"
    verbose_name_plural = "Stores"

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """As Django's; roles are made on their own pages, not from every row."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
        return field

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Whoever may change users gives them stores."""
        return request.user.has_perm("sites.change_siteuser")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever only looks sees the store itself."""
        if self.has_change_permission(request, obj):
            return super().get_fields(request, obj)
        return ("store", "can_log_in", "is_default", "roles")

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission
