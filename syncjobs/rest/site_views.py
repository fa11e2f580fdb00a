"""Sites in the REST API."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer, ValidationError

from sites.admin.site_action import SiteAction
from sites.admin.site_actions import (
    Disable,
    Enable,
    MakeCentral,
    ResetHardwareId,
    SetPassword,
    TakeTickAway,
)
from sites.credentials import generate_password
from sites.labels.names import clean_label, distinct_labels
from sites.labels.register import lock_labels
from sites.labels.setting import set_labels
from sites.models import Site, SiteLabel, Store
from sites.registration import SiteDetails, delete_site
from sites.site_times import SiteTimes
from syncjobs.admin.new_site import RIGHTS_TO_MAKE_SITES
from syncjobs.jobs.due_verifications import queue_due_verification
from syncjobs.register import change_site, register_site
from syncjobs.rest import site_shapes as shapes
from syncjobs.rest.errors import ActNotPossibleError
from syncjobs.rest.once import once
from syncjobs.rest.seen_changes import SeenChanges
from syncjobs.rest.shown_once import with_password
from syncjobs.rest.site_filters import SiteFilters
from syncjobs.rest.strict_fields import NoBody
from syncjobs.rest.views import judged

CHANGE = ("sites.change_site",)


@extend_schema_view(
    list=extend_schema(summary="List sites"), retrieve=extend_schema(summary="Look at a site")
)
class SiteViews(mixins.ListModelMixin, SeenChanges):
    """Sites: who they are, how they are, and what can be done for them."""

    scope = "sites"
    needed_permissions: ClassVar[Any] = {
        "list": ("sites.view_site",),
        "retrieve": ("sites.view_site",),
        "create": RIGHTS_TO_MAKE_SITES,
        "partial_update": CHANGE,
        "destroy": ("sites.delete_site",),
        "disable": CHANGE,
        "enable": CHANGE,
        "make_central": CHANGE,
        "take_tick_away": CHANGE,
        "reset_hardware_id": CHANGE,
        "set_password": CHANGE,
    }
    queryset = Site.objects.all()
    serializer_class = shapes.SiteAnswer
    filterset_class = SiteFilters
    orderings: ClassVar[dict[str, str]] = {
        "id": "id",
        "name": "name_key",
        "created_at": "created_at",
        "last_contact_at": "last_contact_at",
        "last_success_at": "last_success_at",
    }
    default_ordering = "name"

    def get_queryset(self) -> Any:
        """Sites with their labels and first stores, and one more to tell that there are more."""
        first = Store.objects.order_by("code")[: shapes.SHOWN_STORES + 1]
        labels = SiteLabel.objects.select_related("label").order_by("label__name_key")
        return Site.objects.prefetch_related(
            Prefetch("stores", first, to_attr="first_stores"),
            Prefetch("site_labels", labels, to_attr="all_labels"),
        )

    def histories(self, pk: Any) -> Any:
        """What is kept of changes of the site and of its labels."""
        changes: Any = SiteLabel.history
        return [*super().histories(pk), changes.filter(site_id=pk)]

    @extend_schema(
        summary="Register a site",
        request=shapes.NewSite,
        responses={201: shapes.SiteAnswerWithPassword},
    )
    @once
    def create(self, request: Request) -> Response:
        """With its stores and its password. A password that is generated is shown once."""
        sent = self.sent(shapes.NewSite, request)
        details = _changed(SiteDetails(sent["name"]), SiteTimes(), sent)
        # Before the lock of the site, as everybody takes the two.
        lock_labels()
        generated = "" if sent["password"] else generate_password()
        site = register_site(
            details, sent["password"] or generated, sent["store_codes"], sent["reason"]
        )
        set_labels({site.pk: _labels(sent)}, sent["reason"])
        return self.after(site.pk, generated, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a site", request=shapes.SiteChange, responses={200: shapes.SiteAnswer}
    )
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays as it is."""
        sent = self.sent(shapes.SiteChange, request)
        # Before the lock of the site, as everybody takes the two.
        lock_labels()
        site = self.row(is_held=True)
        self.refuse_unseen(request, pk)
        present = SiteDetails(site.name, site.code, site.url, site.is_open_msupply_central)
        times = SiteTimes(site.time_zone, site.late_after, site.down_after)
        change_site(site.pk, _changed(present, times, sent), sent["reason"])
        if "labels" in sent:
            set_labels({site.pk: _labels(sent)}, sent["reason"])
        return self.after(site.pk)

    @extend_schema(
        summary="Delete a site for good",
        parameters=[shapes.Reason],
        request=NoBody,
        responses={204: None},
    )
    @once
    def destroy(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Refused while it has stores, or is the central server. Its id is never used again."""
        site = self.row()
        self.sent(NoBody, request)
        asked = judged(shapes.Reason, request.query_params.dict())
        delete_site(site.pk, asked["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Disable a site",
        request=shapes.GivenReason,
        responses={200: shapes.SiteAnswer},
    )
    @action(detail=True, methods=["post"])
    @once
    def disable(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Its calls are refused, with the reason, until it is enabled."""
        return self.act(Disable(), shapes.GivenReason, request)

    @extend_schema(summary="Enable a site", request=NoBody, responses={200: shapes.SiteAnswer})
    @action(detail=True, methods=["post"])
    @once
    def enable(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """It can sync again from its next call on."""
        return self.act(Enable(), NoBody, request)

    @extend_schema(
        summary="Make it the Open mSupply central server",
        request=shapes.MakeCentral,
        responses={200: shapes.SiteAnswer},
    )
    @action(detail=True, methods=["post"], url_path="make-central")
    @once
    def make_central(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """The tick moves here. All other sites are sent to the URL at their next sync."""
        return self.act(MakeCentral(), shapes.MakeCentral, request)

    @extend_schema(
        summary="Take the tick away", request=shapes.Reason, responses={200: shapes.SiteAnswer}
    )
    @action(detail=True, methods=["post"], url_path="take-tick-away")
    @once
    def take_tick_away(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """No site is the central server then, and no other site can sync."""
        return self.act(TakeTickAway(), shapes.Reason, request)

    @extend_schema(
        summary="Reset the hardware ID", request=shapes.Reason, responses={200: shapes.SiteAnswer}
    )
    @action(detail=True, methods=["post"], url_path="reset-hardware-id")
    @once
    def reset_hardware_id(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """The next machine that calls with the right name and password is bound instead."""
        return self.act(ResetHardwareId(), shapes.Reason, request)

    @extend_schema(
        summary="Set a new password",
        request=shapes.NewPassword,
        responses={200: shapes.SiteAnswerWithPassword},
    )
    @action(detail=True, methods=["post"], url_path="set-password")
    @once
    def set_password(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """The old one is refused from now on. A password that is generated is shown once."""
        return self.act(SetPassword(), shapes.NewPassword, request)

    def act(self, act: SiteAction, body_class: type[Serializer[Any]], request: Request) -> Response:
        """Does what the button of the admin does. Raises what it raises, in the same words."""
        site = self.row()
        sent = self.sent(body_class, request)
        if not act.is_offered(site):
            raise ActNotPossibleError(act.not_offered(site))
        if "present_central_id" in sent:
            sent["present_id"] = sent.pop("present_central_id")
        form = act.form_class(sent)
        if not form.is_valid():
            raise ValidationError({name: [*map(str, said)] for name, said in form.errors.items()})
        outcome = act.run(site, form.cleaned_data)
        return self.after(site.pk, outcome.password if "password" in sent else None)

    def after(
        self, site_id: int, generated: str | None = None, code: int = status.HTTP_200_OK
    ) -> Response:
        """The site as it is now; a verification is queued if the central server changed.

        `generated` is the password that was made, empty for none, and None where none could be.
        """
        queue_due_verification()
        content: Any = shapes.SiteAnswer(self.get_queryset().get(pk=site_id)).data
        shown = content if generated is None else with_password(content, generated)
        return Response(shown, status=code)


def _changed(present: SiteDetails, times: SiteTimes, sent: dict[str, Any]) -> SiteDetails:
    """The details and times with what was sent in place of what there is."""
    names = ("name", "code", "url", "is_open_msupply_central")
    spans = {"late_after": "late_after_hours", "down_after": "down_after_hours"}
    new_times: dict[str, Any] = {
        column: _span(sent[name]) for column, name in spans.items() if name in sent
    }
    if "time_zone" in sent:
        new_times["time_zone"] = sent["time_zone"]
    own = {name: sent[name] for name in names if name in sent}
    return replace(present, **own, times=replace(times, **new_times))


def _labels(sent: dict[str, Any]) -> list[str]:
    return distinct_labels(clean_label(name) for name in sent.get("labels", ()))


def _span(hours: float | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)
