"""A filter of the list of sites by what waits for them."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from sites.models import Site

# About as many as a site pulls with two calls.
MANY: Final = 1_000


class WaitingFilter(admin.SimpleListFilter):
    """By how many records wait for the site to pull them."""

    title = "waiting"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        """The choices, the fewest first."""
        return [
            ("none", "None"),
            ("some", f"1 to {MANY - 1:,}"),
            ("many", f"{MANY:,} or more"),
            ("unasked", "Never asked for its data"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Site]) -> QuerySet[Site]:  # noqa: ARG002
        """The sites that fit the choice."""
        match self.value():
            case "none":
                return queryset.filter(queue__length=0)
            case "some":
                return queryset.filter(queue__length__range=(1, MANY - 1))
            case "many":
                return queryset.filter(queue__length__gte=MANY)
            case "unasked":
                return queryset.filter(queue__isnull=True)
        return queryset
