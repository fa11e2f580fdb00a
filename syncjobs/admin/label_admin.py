"""Labels in the admin: how many sites have each, and what else they are called."""

from typing import Any, ClassVar, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sites.admin.label_chips import sites_with_link
from sites.admin.register_admin import RegisterAdmin
from sites.counted import counted
from sites.labels.groups import label_groups, with_site_counts
from sites.labels.register import delete_label, delete_unused, labels_named, rename_label
from sites.models import Label
from syncjobs.admin.label_form import LabelForm
from syncjobs.admin.selection import ids_of

GROUP_PARAMETER: Final = "group"
MOST_GROUPS: Final = 30
NO_GROUP: Final = "none"


class GroupFilter(admin.SimpleListFilter):
    """By the group, and the labels of none."""

    title = "group"
    parameter_name = GROUP_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The first groups, and the chosen one in any case."""
        groups = label_groups()
        chosen = self.used_parameters.get(self.parameter_name, "")
        offered = [
            (f"{group.key}:", group.name)
            for place, group in enumerate(groups)
            if group.key and (place < MOST_GROUPS or f"{group.key}:" == chosen)
        ]
        return [*offered, (NO_GROUP, "Without a group")] if groups else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Label]) -> QuerySet[Label]:  # noqa: ARG002
        """The labels of the chosen group."""
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(group_key="" if chosen == NO_GROUP else chosen.removesuffix(":"))


class LabelAdmin(RegisterAdmin):
    """Labels; which site has which is decided on the pages and in the list of sites."""

    form = LabelForm
    list_display = ("name", "show_sites")
    list_filter = (GroupFilter,)
    search_fields = ("name",)
    search_help_text = "Name"
    list_per_page = 50
    show_full_result_count = False
    ordering = ("name_key",)
    actions = ("delete_unused_labels",)
    readonly_fields = ("show_sites",)
    add_fieldsets: ClassVar[Any] = ((None, {"fields": ("name",)}),)
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": ("name", "show_sites", "reason", "seen_change"),
                "description": "A new name holds on every site that has the label.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Label]:
        """Labels with the number of their sites, in the same query."""
        return with_site_counts(super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: Label, form: Any, change: bool) -> None:  # noqa: ARG002, FBT001
        """Makes the label, or renames it."""
        name = form.cleaned_data["name"]
        if change:
            rename_label(obj.pk, name, form.cleaned_data["reason"])
            return
        (made,) = labels_named([name])
        obj.pk, obj.name = made.pk, made.name
        obj._state.adding = False

    def delete_model(self, request: HttpRequest, obj: Label) -> None:  # noqa: ARG002
        """Deletes the label and takes it from its sites."""
        delete_label(obj.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002
        """What the confirmation shows: the label, and how many sites lose it."""
        labels = list(objs)
        sites = sum(_count(label) for label in labels)
        told = [f"{label}, which {_has(_count(label))}" for label in labels]
        return told, {"labels": len(labels), "sites that lose it": sites}, set(), []

    def get_actions(self, request: HttpRequest) -> Any:
        """Without deletion of many that sites have: such a label is deleted on its own page."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description="Delete those that no site has", permissions=["delete"])
    def delete_unused_labels(self, request: HttpRequest, queryset: QuerySet[Label]) -> None:
        """Deletes the unused ones of the selected labels."""
        ids = ids_of(queryset)
        count = delete_unused(ids)
        kept = len(ids) - count
        said = (
            f"{counted(count, 'label')} deleted; {counted(kept, 'label')} kept, which sites have."
        )
        self.message_user(request, said, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description="sites", ordering="site_count")
    def show_sites(self, label: Label) -> SafeString:
        """How many sites have it, and where they are listed."""
        return format_html('<a href="{}">{}</a>', sites_with_link(label.name), f"{_count(label):,}")


def _count(label: Label) -> int:
    return int(getattr(label, "site_count", 0))


def _has(count: int) -> str:
    return f"{counted(count, 'site')} {'has' if count == 1 else 'have'}"
