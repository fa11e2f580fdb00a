"""Pages of a list that stay in order while rows are added: each goes on after the last row seen.

A page costs the same wherever it is in the list: there is no offset, and nothing is counted.
"""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from syncjobs.exchange.errors import QueryError
from syncjobs.rest.errors import CursorError

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 200
SALT: Final = "rest-page"
OWN_PARAMETERS: Final = ("cursor", "ordering", "page_size")


class KeysetPages(BasePagination):
    """Pages of a view that says in `orderings` by which columns it may be ordered.

    `orderings` has the column for each public name, `default_ordering` is one of the names, with a
    minus in front for the other direction. Empty values count as the smallest.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page. Raises QueryError and CursorError."""
        self.request = request
        self.ordering = _ordering(request, view)
        self.column = view.orderings[self.ordering.removeprefix("-")]
        self.is_reverse = self.ordering.startswith("-")
        size = _size(request)
        rows = list(self._after(queryset)[: size + 1])
        self.last = rows[size - 1] if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        """The page with the address of the next one."""
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a page is, for the documentation."""
        about = "The address of the next page; null on the last one."
        following = {"type": "string", "format": "uri", "nullable": True, "description": about}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": following, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters of a page, for the documentation."""
        names = [f"{sign}{name}" for name in view.orderings for sign in ("", "-")]
        default = view.default_ordering
        return [
            _parameter("cursor", {"type": "string"}, "Where to go on; a part of `next`."),
            _parameter(
                "ordering",
                {"type": "string", "enum": names, "default": default},
                "The order; a minus means the largest first. Empty values are the smallest.",
            ),
            _parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
                "How many rows a page has at most.",
            ),
        ]

    def _after(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        column, keys = F(self.column), F("pk")
        # Said of a column that is never empty, it would keep PostgreSQL from using the index.
        empty = queryset.model._meta.get_field(self.column).null or None
        rows = (
            queryset.order_by(column.desc(nulls_last=empty), keys.desc())
            if self.is_reverse
            else queryset.order_by(column.asc(nulls_first=empty), keys.asc())
        )
        cursor = self.request.query_params.get("cursor")
        if cursor is None:
            return rows
        value, pk = self._read(cursor, queryset.model)
        return rows.filter(_beyond(self.column, value, pk, is_reverse=self.is_reverse))

    def _read(self, cursor: str, model: type[Model]) -> tuple[Any, Any]:
        try:
            ordering, value, pk = signing.loads(cursor, salt=_salt(model))
        except (signing.BadSignature, ValueError) as error:
            raise CursorError from error
        if ordering != self.ordering:
            raise CursorError
        field: Any = model._meta.get_field(self.column)
        return field.to_python(value), pk

    def _next(self) -> str | None:
        if self.last is None:
            return None
        value = getattr(self.last, self.column)
        plain = value.isoformat() if isinstance(value, datetime) else value
        cursor = signing.dumps([self.ordering, plain, self.last.pk], salt=_salt(type(self.last)))
        query = [
            (name, each)
            for name, values in self.request.query_params.lists()
            for each in values
            if name != "cursor"
        ]
        address = self.request.build_absolute_uri(self.request.path)
        return f"{address}?{urlencode([*query, ('cursor', cursor)])}"


def _salt(model: type[Model]) -> str:
    """Of one list: the keys of another may not even be of the same kind."""
    return f"{SALT}:{model._meta.label_lower}"


def _beyond(column: str, value: Any, pk: Any, *, is_reverse: bool) -> Q:
    """The rows that come after the one with this value and key."""
    side = "lt" if is_reverse else "gt"
    after_key = Q(**{f"pk__{side}": pk})
    is_empty = Q(**{f"{column}__isnull": True})
    if value is None:
        tie = is_empty & after_key
        return tie if is_reverse else tie | ~is_empty
    # The first condition is where an index begins to be read.
    begin = Q(**{f"{column}__{side}e": value})
    rest = begin & (Q(**{f"{column}__{side}": value}) | after_key)
    return rest | is_empty if is_reverse else rest


def _ordering(request: Request, view: Any) -> str:
    asked: str = request.query_params.get("ordering", view.default_ordering)
    if asked.removeprefix("-") not in view.orderings or asked.startswith("--"):
        raise QueryError(
            "The list cannot be ordered so.", f"Order it by one of: {', '.join(view.orderings)}."
        )
    return asked


def _size(request: Request) -> int:
    asked = request.query_params.get("page_size", str(PAGE_SIZE))
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= len(str(LARGEST_PAGE))
    if not is_number or not 1 <= int(asked) <= LARGEST_PAGE:
        raise QueryError(
            "The size of a page is not one that the portal gives.",
            f"Give page_size a whole number from 1 to {LARGEST_PAGE}.",
        )
    return int(asked)


def _parameter(name: str, schema: dict[str, Any], about: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}
