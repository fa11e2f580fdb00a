"""Filters of the list of sites by their labels."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from sites.admin.label_field import BETWEEN, LabelsInput, no_such_labels
from sites.errors import RegisterError
from sites.labels.groups import label_groups, sites_with, sites_without
from sites.labels.names import read_labels
from sites.labels.register import labels_by_key
from sites.models import Label, Site
from sites.names import name_key

LABEL_PARAMETER: Final = "label"
WITHOUT_PARAMETER: Final = "without_label"
MOST_OFFERED: Final = 12
# No group: those have a colon behind them.
NO_LABEL: Final = "any"


class LabelFilter(admin.SimpleListFilter):
    """By labels: any of those of one group, and of every group that is named.

    Among few labels all are offered; among many one types, and a script offers those that fit.
    """

    title = "label"
    parameter_name = LABEL_PARAMETER
    template = "admin/sites/site/label_filter.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.problem = ""
        self.chosen: list[Label] = []
        self._read(self.value() or "")
        self.rest: list[tuple[str, str]] = [
            (name, str(text))
            for name, text in request.GET.items()
            if name not in {LABEL_PARAMETER, PAGE_VAR}
        ]

    def has_output(self) -> bool:
        """Wherever there are labels, or one is asked for."""
        return bool(self.lookup_choices) or self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The first labels, one more than is offered where there are many."""
        names = Label.objects.values_list("name", flat=True)[: MOST_OFFERED + 1]
        return [(name, name) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites with the labels; none where one of them is not known."""
        return queryset.none() if self.problem else sites_with(queryset, self.chosen)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Each chosen label, to be taken out, and each other that is offered, to be added."""
        names = [label.name for label in self.chosen]
        yield {
            "selected": not self.value(),
            "query_string": changelist.get_query_string(remove=[LABEL_PARAMETER]),
            "display": "All",
        }
        for name in names:
            others = [other for other in names if other != name]
            yield self._choice(changelist, name, others, is_chosen=True)
        for name, _ in self.lookup_choices if len(self.lookup_choices) <= MOST_OFFERED else ():
            if name not in names:
                yield self._choice(changelist, name, [*names, name], is_chosen=False)

    def line(self) -> SafeString:
        """The line in which one types labels."""
        help_id = {"aria-describedby": "label-filter-help"}
        return LabelsInput(help_id).render(
            LABEL_PARAMETER, self.value() or "", {"id": "label-filter"}
        )

    def _read(self, typed: str) -> None:
        try:
            names = read_labels(typed)
        except RegisterError as error:
            self.problem = str(error)
            return
        found = labels_by_key(names) if names else {}
        unknown = [name for name in names if name_key(name) not in found]
        self.chosen = [found[name_key(name)] for name in names if name_key(name) in found]
        if unknown:
            self.problem = no_such_labels(unknown)

    def _choice(
        self, changelist: ChangeList, name: str, then: list[str], *, is_chosen: bool
    ) -> dict[str, Any]:
        query = (
            changelist.get_query_string({LABEL_PARAMETER: BETWEEN.join(then)})
            if then
            else changelist.get_query_string(remove=[LABEL_PARAMETER])
        )
        return {"selected": is_chosen, "query_string": query, "display": name, "chosen": is_chosen}


class WithoutLabelFilter(admin.SimpleListFilter):
    """By labels that a site lacks: all, or those of a group."""

    title = "missing label"
    parameter_name = WITHOUT_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The first groups, and no label at all; nothing while there are no labels."""
        groups = label_groups()
        chosen = self.used_parameters.get(self.parameter_name, "")
        offered = [
            group
            for place, group in enumerate(groups)
            if group.key and (place < MOST_OFFERED or without(group.key) == chosen)
        ]
        none = [(NO_LABEL, "No label at all")] if groups else []
        return [*none, *((without(group.key), f"No {group.name}") for group in offered)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites without them."""
        chosen = self.value()
        if chosen == NO_LABEL:
            return sites_without(queryset)
        if chosen is None:
            return queryset
        if chosen not in dict(self.lookup_choices):
            return queryset.none()
        return sites_without(queryset, chosen.removesuffix(":"))


def without(group_key: str) -> str:
    """What stands in an address for sites without a label of the group."""
    return f"{group_key}:"
