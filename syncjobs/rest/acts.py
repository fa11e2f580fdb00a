"""Acts on one row: what a button of the admin does, as a call of its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from syncjobs.rest.bodies import StrictBody
from syncjobs.rest.once import once
from syncjobs.rest.views import RestViews

Act = Callable[[Any, Any, dict[str, Any]], Response]


def act(
    summary: str,
    body: type[StrictBody],
    answer: type[Serializer[Any]],
    code: int = status.HTTP_200_OK,
) -> Callable[[Act], Callable[..., Any]]:
    """Makes a method of views, which takes the row and what was sent, an act on the row.

    The last part of its address is its name, with hyphens; its docstring tells what it does. It is
    done as a whole or not at all, and once for an `Idempotency-Key`.
    """

    def decorate(method: Act) -> Callable[..., Any]:
        @wraps(method)
        def call(views: RestViews, request: Request, pk: str) -> Response:
            row = views.row(pk)
            return method(views, row, views.sent(body, request))

        address = method.__name__.replace("_", "-")
        routed = action(detail=True, methods=["post"], url_path=address)(once(call))
        return extend_schema(summary=summary, request=body, responses={code: answer})(routed)

    return decorate
