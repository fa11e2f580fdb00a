"""Changes through the REST API: in one transaction each, and once for an `Idempotency-Key`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from syncjobs.models import KeptAnswer
from syncjobs.rest.kept_answers import KeyedCall, keep, keyed_call, locked, row_of
from syncjobs.rest.shown_once import without_password

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
DEFECT: Final = 500

Act = Callable[..., Response]


def once(act: Act) -> Callable[..., HttpResponseBase]:
    """Makes a method of a view that changes something do that as a whole or not at all.

    With an `Idempotency-Key` it does it once: the same call again gets the same answer.
    """

    @wraps(act)
    def method(
        view: APIView, request: Request, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        def do() -> Response:
            with transaction.atomic():
                return act(view, request, *args, **kwargs)

        key = request.headers.get(HEADER)
        if key is None:
            return do()
        # What cannot be read is refused before the key is taken: the line may have cut it off.
        _ = request.data
        person_id: Any = request.user.pk
        seen = request.headers.get("If-Match", "")
        what = f"{request.method} {request.get_full_path()} {seen}"
        call = keyed_call(person_id, key, what, request._request.body)
        return _answer(view, call, do)

    return method


def _answer(view: APIView, call: KeyedCall, do: Callable[[], Response]) -> HttpResponseBase:
    row = row_of(call)
    with transaction.atomic():
        kept = locked(row)
        if kept.status is not None:
            return _again(kept)
        try:
            response = do()
        except Exception as error:  # noqa: BLE001 - what is no refusal is raised again by this
            response = view.handle_exception(error)
        if response.status_code < DEFECT:
            keep(kept, response.status_code, _text(without_password(response.data)))
        return response


def _again(kept: KeptAnswer) -> HttpResponse:
    again = HttpResponse(kept.body, content_type="application/json", status=kept.status)
    again[REPLAYED] = "true"
    return again


def _text(content: Any) -> str:
    return "" if content is None else JSONRenderer().render(content).decode()
