"""Choosing a store by its code: typed, with the codes that fit offered to choose from.

There may be tens of thousands of stores, too many for a list; and a code can be typed where no
script runs.
"""

from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.html import format_html_join
from django.utils.text import format_lazy

from sites.models import Store

OFFERED: Final = 20
# The list of the page in which the offered codes stand.
LIST_ID: Final = "store-codes"
# Asks for those alone that are on no site.
ONLY_FREE: Final = "free"


class StoreCodeField(forms.CharField):
    """The code of a store, which becomes the store; None where nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Store")
        kwargs.setdefault("widget", forms.TextInput(attrs=store_code_attributes()))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The store. Raises ValidationError when there is none with this code."""
        code = super().clean(value)
        return store_with(code) if code else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another code is typed."""
        return bool(super().has_changed(initial, data))


def store_with(code: str) -> Store:
    """The store with the code, whatever its case. Raises ValidationError."""
    typed = code.strip()
    # As the index has it. SQLite knows no capitals but those of English.
    fits = Store.objects.alias(lower_code=Lower("code")).filter(lower_code=typed.lower())
    store = fits.first() or Store.objects.filter(code=typed).first()
    if store is None:
        raise forms.ValidationError(
            f"No store has the code {typed}. Choose one that is offered while you type.",
            code="no_store",
        )
    return store


def store_codes(request: HttpRequest) -> HttpResponse:
    """The fragment with the codes of stores that fit what is typed, for the list of the page."""
    if not request.user.has_perm("sites.view_store"):
        raise PermissionDenied
    values = (value for name, value in request.GET.items() if name != ONLY_FREE)
    typed = str(next(values, "")).replace("\0", "").strip()
    fits = Store.objects.filter(Q(code__icontains=typed) | Q(name__icontains=typed))
    if ONLY_FREE in request.GET:
        fits = fits.filter(site__isnull=True, disabled=False)
    options = fits.order_by("code").values_list("code", "name")[: OFFERED if typed else 0]
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', options))


def store_code_attributes(*, only_free: bool = False) -> dict[str, Any]:
    """What has the codes offered that fit what is typed; the page has a list with LIST_ID."""
    address = reverse_lazy("admin:sites_siteuser_store_codes")
    return {
        "list": LIST_ID,
        "autocomplete": "off",
        "spellcheck": "false",
        "placeholder": "Code",
        "hx-get": format_lazy("{}?{}=yes", address, ONLY_FREE) if only_free else address,
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#{LIST_ID}",
    }
