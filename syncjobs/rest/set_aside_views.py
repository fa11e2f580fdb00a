"""Set-aside records in the REST API."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from syncjobs.exchange.integrate import integrate_set_aside
from syncjobs.exchange.set_aside import discard
from syncjobs.models import SetAsideRecord
from syncjobs.rest import set_aside_shapes as shapes
from syncjobs.rest.errors import ActNotPossibleError
from syncjobs.rest.once import once
from syncjobs.rest.set_aside_filters import SetAsideFilters
from syncjobs.rest.strict_fields import NoBody
from syncjobs.rest.views import RestViews

LOOK = ("syncjobs.view_setasiderecord",)
DECIDE = ("syncjobs.change_setasiderecord",)


@extend_schema_view(
    list=extend_schema(
        summary="List set-aside records", responses={200: shapes.SetAsideAnswer(many=True)}
    ),
    retrieve=extend_schema(summary="Look at a set-aside record"),
)
class SetAsideViews(mixins.ListModelMixin, mixins.RetrieveModelMixin, RestViews):
    """Pushed records that were not accepted: try them again, or discard them with a reason."""

    scope = "set-aside"
    needed_permissions: ClassVar[Any] = {
        "list": LOOK,
        "retrieve": LOOK,
        "try_again": DECIDE,
        "discard": DECIDE,
    }
    queryset = SetAsideRecord.objects.select_related("site", "discarded_by")
    serializer_class = shapes.SetAsideWithData
    filterset_class = SetAsideFilters
    default_ordering = "-id"

    def get_queryset(self) -> Any:
        """The list is read without what was pushed."""
        rows = super().get_queryset()
        return rows.defer("data") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        """The list does not show what was pushed."""
        return shapes.SetAsideAnswer if self.action == "list" else shapes.SetAsideWithData

    @extend_schema(summary="Try it again", request=NoBody, responses={200: shapes.TryAgainAnswer})
    @action(detail=True, methods=["post"], url_path="try-again")
    @once
    def try_again(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """It is judged by what the register and the records say now."""
        row: SetAsideRecord = self.row()
        self.sent(NoBody, request)
        if row.discarded_at is not None:
            raise ActNotPossibleError("Nothing was tried: it is discarded.")
        accepted = bool(integrate_set_aside([row]))
        present = self.get_queryset().filter(pk=row.pk).first()
        content = {"accepted": accepted, "record": present}
        return Response(shapes.TryAgainAnswer(content).data)

    @extend_schema(
        summary="Discard it", request=shapes.Discarding, responses={200: shapes.SetAsideAnswer}
    )
    @action(detail=True, methods=["post"])
    @once
    def discard(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """It is not tried again, and no other site gets what was pushed."""
        row: SetAsideRecord = self.row()
        sent = self.sent(shapes.Discarding, request)
        if not discard(row.pk, sent["reason"], self.person()):
            raise ActNotPossibleError("It is discarded already.")
        return Response(shapes.SetAsideAnswer(self.row()).data)
