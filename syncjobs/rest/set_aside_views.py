"""Set-aside records in the REST API."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.response import Response

from syncjobs.exchange.integrate import integrate_set_aside
from syncjobs.exchange.set_aside import discard
from syncjobs.models import SetAsideRecord
from syncjobs.rest import set_aside_shapes as shapes
from syncjobs.rest.acts import act
from syncjobs.rest.bodies import NoBody
from syncjobs.rest.errors import ActNotPossibleError
from syncjobs.rest.set_aside_filters import SetAsideFilters
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
        """What was pushed is shown to whoever looks at one record."""
        return shapes.SetAsideWithData if self.action == "retrieve" else shapes.SetAsideAnswer

    @act("Try it again", NoBody, shapes.TryAgainAnswer)
    def try_again(self, row: SetAsideRecord, _: dict[str, Any]) -> Response:
        """It is judged by what the register and the records say now."""
        if row.discarded_at is not None:
            raise ActNotPossibleError("Nothing was tried: it is discarded.")
        accepted = bool(integrate_set_aside([row]))
        present = self.get_queryset().filter(pk=row.pk).first()
        content = {"accepted": accepted, "record": present}
        return Response(shapes.TryAgainAnswer(content).data)

    @act("Discard it", shapes.Discarding, shapes.SetAsideAnswer)
    def discard(self, row: SetAsideRecord, sent: dict[str, Any]) -> Response:
        """It is not tried again, and no other site gets what was pushed."""
        if not discard(row.pk, sent["reason"], self.person()):
            raise ActNotPossibleError("It is discarded already.", "Nothing is left to do.")
        return self.after(row.pk)
