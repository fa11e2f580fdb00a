"""Filters of lists, which refuse what they do not know."""

from typing import Any

from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from syncjobs.exchange.errors import QueryError
from syncjobs.rest.pages import OWN_PARAMETERS


class StrictFilters(DjangoFilterBackend):
    """The filters of the view's `filterset_class`; a parameter that is none of them is refused."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """The rows that fit. Raises QueryError and ValidationError."""
        filters = getattr(view, "filterset_class", None)
        known = [*(filters.base_filters if filters else ()), *OWN_PARAMETERS]
        unknown = sorted(set(request.query_params) - set(known))
        if unknown:
            raise QueryError(
                f"The list has no parameter {unknown[0][:80]}.", f"Use one of: {', '.join(known)}."
            )
        for name, values in request.query_params.lists():
            if len(values) > 1 or not values[0]:
                raise QueryError(
                    f"The parameter {name} comes twice or is empty.",
                    "Send it once with a value, or leave it out.",
                )
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows
