"""Sites in the REST API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response

from sites.credentials import generate_password
from sites.labels.register import lock_labels
from sites.labels.setting import set_labels
from sites.models import Site, SiteLabel, Store
from sites.registration import SiteDetails, delete_site
from sites.site_times import SiteTimes
from syncjobs.admin.new_site import RIGHTS_TO_MAKE_SITES
from syncjobs.register import change_site, register_site
from syncjobs.rest import site_shapes as shapes
from syncjobs.rest.bodies import NoBody, Reason
from syncjobs.rest.once import once
from syncjobs.rest.seen_changes import SeenChanges
from syncjobs.rest.site_acts import SiteActs
from syncjobs.rest.site_details import details_of, details_with, labels_in
from syncjobs.rest.site_filters import SiteFilters
from syncjobs.rest.views import judged

CHANGE = ("sites.change_site",)


@extend_schema_view(
    list=extend_schema(summary="List sites"), retrieve=extend_schema(summary="Look at a site")
)
class SiteViews(mixins.ListModelMixin, SiteActs, SeenChanges):
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
        "accept_device": CHANGE,
        "keep_device": CHANGE,
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
        """Sites with what an answer says of others, in a fixed number of queries.

        Of the stores there is one more than is shown, to tell that there are more.
        """
        first = Store.objects.order_by("code")[: shapes.SHOWN_STORES + 1]
        labels = SiteLabel.objects.select_related("label").order_by("label__name_key")
        return Site.objects.prefetch_related(
            Prefetch("stores", first, to_attr="first_stores"),
            Prefetch("site_labels", labels, to_attr="all_labels"),
            "pending_claims",
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
        details = details_with(SiteDetails(sent["name"], times=SiteTimes()), sent)
        # Before the lock of the site, as everybody takes the two.
        lock_labels()
        generated = "" if sent["password"] else generate_password()
        site = register_site(
            details, sent["password"] or generated, sent["store_codes"], sent["reason"]
        )
        set_labels({site.pk: labels_in(sent)}, sent["reason"])
        return self.after(site.pk, status.HTTP_201_CREATED, generated)

    @extend_schema(
        summary="Change a site", request=shapes.SiteChange, responses={200: shapes.SiteAnswer}
    )
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays as it is."""
        sent = self.sent(shapes.SiteChange, request)
        # Before the lock of the site, as everybody takes the two.
        lock_labels()
        site = self.row(pk, is_held=True)
        self.refuse_unseen(request, pk)
        change_site(site.pk, details_with(details_of(site), sent), sent["reason"])
        if "labels" in sent:
            set_labels({site.pk: labels_in(sent)}, sent["reason"])
        return self.after(site.pk)

    @extend_schema(
        summary="Delete a site for good",
        parameters=[Reason],
        request=NoBody,
        responses={204: None},
    )
    @once
    def destroy(self, request: Request, pk: str) -> Response:
        """Refused while it has stores, or is the central server. Its id is never used again."""
        site = self.row(pk)
        self.sent(NoBody, request)
        asked = judged(Reason, request.query_params.dict())
        delete_site(site.pk, asked["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)
