"""Labels for a selection of sites in the list, and what became of those of one site."""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from sites.admin.label_field import LabelsField, no_such_labels
from sites.admin.site_action_forms import ReasonForm
from sites.counted import counted
from sites.labels.changes import label_changes
from sites.labels.register import labels_by_key
from sites.labels.setting import add_labels, remove_labels
from sites.models import Label, Site
from sites.names import name_key
from syncjobs.admin.read_only import Act
from syncjobs.admin.selection import ActsOnMany, ids_of

ADD: Final = Act("Add labels", is_grave=False)
REMOVE: Final = Act("Remove labels", is_grave=False)


class AddedLabelsForm(ReasonForm):
    """Labels, old ones and new ones, and why the sites get them."""

    labels = LabelsField(help_text="With commas between them. A label that is new is made.")
    field_order = ("labels", "reason")


class RemovedLabelsForm(ReasonForm):
    """Labels that there are, and why the sites lose them."""

    labels = LabelsField(help_text="With commas between them.")
    field_order = ("labels", "reason")

    def clean_labels(self) -> list[Label]:
        """The labels. Raises ValidationError for one that there is not."""
        names: list[str] = self.cleaned_data["labels"]
        found = labels_by_key(names)
        unknown = [name for name in names if name_key(name) not in found]
        if unknown:
            raise forms.ValidationError(no_such_labels(unknown))
        return [found[name_key(name)] for name in names]


class LabelsOfMany(ActsOnMany[Site]):
    """Adds labels to the acts of the list of sites; `label_actions` belong to its actions."""

    label_actions = ("add_labels", "remove_labels")
    object_history_list_template = "admin/sites/site/history_list.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of the site, with that of its labels."""
        changes = {"changes_of_parts": label_changes(unquote(object_id))}
        return super().history_view(request, object_id, {**changes, **(extra_context or {})})

    @admin.action(description="Add labels…", permissions=["change"])
    def add_labels(self, request: HttpRequest, queryset: QuerySet[Site]) -> HttpResponse | None:
        """Asks which labels, and gives them to the sites."""
        form = AddedLabelsForm(request.POST if "labels" in request.POST else None)
        if not form.is_valid():
            sites = counted(queryset.count(), "site")
            consequence = f"{sites} will have these labels beside those that they have already."
            return self.act_on_many_page(request, ADD, consequence, form)
        names, reason = form.cleaned_data["labels"], form.cleaned_data["reason"]
        count = add_labels(ids_of(queryset), names, reason)
        self.say_labelled(request, count, f"{', '.join(names)} added to")
        return None

    @admin.action(description="Remove labels…", permissions=["change"])
    def remove_labels(self, request: HttpRequest, queryset: QuerySet[Site]) -> HttpResponse | None:
        """Asks which labels, and takes them from the sites."""
        form = RemovedLabelsForm(request.POST if "labels" in request.POST else None)
        if not form.is_valid():
            sites = counted(queryset.count(), "site")
            consequence = f"{sites} will not have these labels any more. The labels stay."
            return self.act_on_many_page(request, REMOVE, consequence, form)
        labels, reason = form.cleaned_data["labels"], form.cleaned_data["reason"]
        count = remove_labels(ids_of(queryset), labels, reason)
        names = ", ".join(label.name for label in labels)
        self.say_labelled(request, count, f"{names} removed from")
        return None

    def say_labelled(self, request: HttpRequest, count: int, what: str) -> None:
        """Says at how many sites something changed."""
        if count:
            said, level = f"{what} {counted(count, 'site')}.", messages.SUCCESS
        else:
            said, level = "Nothing was changed: it was so already.", messages.WARNING
        self.message_user(request, said, level)
