"""Typing labels: several with commas between them, with the labels that fit offered.

There may be a thousand labels, too many for a list; and where no script runs they can be typed.
"""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sites.errors import RegisterError
from sites.labels.names import read_labels
from sites.models import Label, Site
from sites.names import name_key

OFFERED: Final = 20
BETWEEN: Final = ", "


class LabelsInput(forms.TextInput):
    """A line for labels with a list of those that fit the last one."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        same = {
            "class": "vTextField",
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse_lazy("admin:sites_site_offered_labels"),
            "hx-trigger": "input changed delay:200ms",
        }
        super().__init__({**same, **(attrs or {})})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The line, and the list beside it, which a script fills."""
        list_id = f"offered-{(attrs or {}).get('id', name)}"
        attrs = {**(attrs or {}), "list": list_id, "hx-target": f"#{list_id}"}
        line = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}"></datalist>', line, list_id)


class LabelsField(forms.CharField):
    """Labels with commas between them, which become a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", LabelsInput())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The names in one spelling, each once. Raises ValidationError for what is no label."""
        try:
            return read_labels(super().clean(value))
        except RegisterError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


def no_such_labels(names: Iterable[str]) -> str:
    """What is said to who names labels that there are not."""
    named = ", ".join(f"“{name}”" for name in names)
    return f"There is no label {named}. Choose one that is offered while you type."


def labels_text(site: Site) -> str:
    """The labels of the site as one types them."""
    held = Label.objects.filter(site_labels__site=site)
    return BETWEEN.join(held.values_list("name", flat=True))


def offered_labels(request: HttpRequest) -> HttpResponse:
    """The fragment with the labels that fit the last one of what is typed.

    A browser puts an offer in the place of the whole line, so each begins with what stood before.
    """
    if not request.user.has_perm("sites.view_label"):
        raise PermissionDenied
    typed = str(next(iter(request.GET.values()), "")).replace("\0", "")
    before, sign, last = typed.rpartition(",")
    start = f"{before.strip()}{BETWEEN}" if sign else ""
    fits = Label.objects.filter(name_key__contains=name_key(last))
    names = fits.values_list("name", flat=True)[: OFFERED if last.strip() else 0]
    options = ((f"{start}{name}",) for name in names)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', options))
