"""Filters of the list of records, each of them along an index."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from syncjobs.models import Record
from syncjobs.records.tables import TABLES

Records = QuerySet[Record, Record]
TABLE_PARAMETER = "table"
CENTRAL_PARAMETER = "central"
DELETED_PARAMETER = "deleted"


def chosen_table(request: HttpRequest) -> str:
    """The name of the table that the list is narrowed to; empty for all tables."""
    name = request.GET.get(TABLE_PARAMETER, "")
    return name if name in TABLES else ""


def is_of_the_log(request: HttpRequest) -> bool:
    """Whether the list is that of the central log, and not of one table."""
    return request.GET.get(CENTRAL_PARAMETER) == "yes" and not chosen_table(request)


class TableFilter(admin.SimpleListFilter):
    """By the legacy table."""

    title = "table"
    parameter_name = TABLE_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """All tables that the portal knows."""
        return [(name, name) for name in sorted(TABLES, key=str.lower)]

    def queryset(self, request: HttpRequest, queryset: Records) -> Records:
        """The records of the chosen table."""
        name = chosen_table(request)
        return queryset.filter(table_name=name) if name else queryset


class CentralFilter(admin.SimpleListFilter):
    """By whether the record goes to all sites through the central log."""

    title = "central data"
    parameter_name = CENTRAL_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Central or not."""
        return [("yes", "Central"), ("no", "Not central")]

    def queryset(self, request: HttpRequest, queryset: Records) -> Records:  # noqa: ARG002
        """The records that are in the log, or those that are not."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(central_cursor__isnull=self.value() == "no")


class DeletedFilter(admin.SimpleListFilter):
    """By whether the record is deleted; within one table, because no index leads to them."""

    title = "deleted"
    parameter_name = DELETED_PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """Deleted or not, once a table is chosen."""
        return [("yes", "Deleted"), ("no", "Not deleted")] if chosen_table(request) else []

    def queryset(self, request: HttpRequest, queryset: Records) -> Records:  # noqa: ARG002
        """The deleted records, or the others."""
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(is_deleted=self.value() == "yes")
