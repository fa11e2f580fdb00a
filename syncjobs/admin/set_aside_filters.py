"""Filters of the list of what was set aside."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from sites.ids import read_id
from sites.models import Site
from syncjobs.models import SetAsideRecord

SetAside = QuerySet[SetAsideRecord, SetAsideRecord]
SITE_PARAMETER = "site"
MOST_CHOICES = 60


class DecisionFilter(admin.SimpleListFilter):
    """By whether somebody still has to decide; those are shown unless one asks for others."""

    title = "decision"
    parameter_name = "decision"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The other choices; the first one needs no parameter."""
        return [("discarded", "Discarded"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        """As Django's, whose “All” is what waits here."""
        first, *others = super().choices(changelist)
        return [{**first, "display": "Waits"}, *others]

    def queryset(self, request: HttpRequest, queryset: SetAside) -> SetAside:  # noqa: ARG002
        """What waits, what was discarded, or both."""
        if self.value() == "all":
            return queryset
        return queryset.filter(discarded_at__isnull=self.value() != "discarded")


class ColumnFilter(admin.SimpleListFilter):
    """By a column that has few values; subclasses name it."""

    column: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The values in use."""
        rows = SetAsideRecord.objects.order_by(self.column)
        values = rows.values_list(self.column, flat=True).distinct()
        return [(value, value) for value in values[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: SetAside) -> SetAside:  # noqa: ARG002
        """The rows with the chosen value."""
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class ReasonFilter(ColumnFilter):
    """By the code of the reason."""

    title = "reason"
    parameter_name = column = "reason_code"


class TableFilter(ColumnFilter):
    """By the legacy table."""

    title = "table"
    parameter_name = column = "table_name"


class SiteFilter(admin.SimpleListFilter):
    """By the site that pushed it."""

    title = "site"
    parameter_name = SITE_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The first sites of which something was set aside, and the chosen one."""
        of_sites = SetAsideRecord.objects.order_by().values("site_id")
        sites = Site.objects.filter(pk__in=of_sites).values_list("pk", "name")
        choices = [(str(pk), name) for pk, name in sites[:MOST_CHOICES]]
        chosen = request.GET.get(SITE_PARAMETER, "")
        if chosen and chosen not in dict(choices):
            choices.append((chosen, f"Site {chosen}"))
        return choices

    def queryset(self, request: HttpRequest, queryset: SetAside) -> SetAside:  # noqa: ARG002
        """What the chosen site pushed."""
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(site_id=read_id(chosen))
