"""What all views of the REST API have in common."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from django.contrib.auth.models import User
from django.db.models import Model
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from syncjobs.rest.filtering import StrictFilters
from syncjobs.rest.pages import KeysetPages
from syncjobs.rest.permissions import RequiresScope
from syncjobs.rest.shown_once import with_password
from syncjobs.rest.strict_json import StrictJsonParser

# An id of mSupply is opaque; NUL is in none.
OPAQUE_ID: Final = r"[^/\x00]{1,64}"


class RestViews(GenericViewSet[Any]):
    """The views of one resource.

    `scope` and `needed_permissions` are those of `RequiresScope`, `orderings` and
    `default_ordering` those of `KeysetPages`.
    """

    scope: ClassVar[str]
    needed_permissions: ClassVar[Mapping[str, Sequence[str]]]
    orderings: ClassVar[Mapping[str, str]] = {"id": "id"}
    default_ordering: ClassVar[str] = "id"
    http_method_names = ("get", "head", "post", "patch", "delete")
    permission_classes = (RequiresScope,)
    pagination_class = KeysetPages
    filter_backends = (StrictFilters,)
    # Of ids that are numbers; others are not found.
    lookup_value_regex = "[0-9]{1,10}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses bodies that are not JSON before anybody reads them, then who may not call."""
        has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
        parser = self.get_content_negotiator().select_parser(request, [StrictJsonParser()])
        if has_body and parser is None:
            raise UnsupportedMediaType(request.content_type)
        super().initial(request, *args, **kwargs)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """The answer, which no cache on its way may keep: it may have a password."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def sent(self, body_class: type[Serializer[Any]], request: Request) -> Any:
        """The members of the body, judged. Raises ValidationError."""
        return judged(body_class, request.data)

    def row(self, pk: str, *, is_held: bool = False) -> Any:
        """The row with this id; held until the end of the transaction if it is to be changed by
        what it says now. Raises Http404.
        """
        rows = self.get_queryset()
        rows = rows.select_for_update(of=("self",)) if is_held else rows
        row: Model = get_object_or_404(rows, pk=pk)
        return row

    def after(
        self, pk: Any, code: int = status.HTTP_200_OK, generated: str | None = None
    ) -> Response:
        """The row as it is now, after a change.

        `generated` is the password that was made, empty for none, and None where none could be.
        """
        content: Any = self.get_serializer(self.get_queryset().get(pk=pk)).data
        shown = content if generated is None else with_password(content, generated)
        return Response(shown, status=code)

    def person(self) -> User:
        """Who calls."""
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user


def judged(shape: type[Serializer[Any]], members: Any) -> Any:
    """The members as the shape takes them. Raises ValidationError."""
    body = shape(data=members)
    body.is_valid(raise_exception=True)
    return body.validated_data


def write_members(row: Model, sent: Mapping[str, Any], columns: Iterable[str]) -> list[str]:
    """Writes what was sent of these columns into the row, which is not saved; names them."""
    own = [column for column in columns if column in sent]
    for column in own:
        value = sent[column]
        setattr(row, column, value.strip() if isinstance(value, str) else value)
    return own
