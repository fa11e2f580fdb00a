"""Users of sites in the REST API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from sites.models import Role, SiteUser, StoreAccess
from syncjobs.admin.site_user_passwords import new_password
from syncjobs.first_password import refuse_first_password
from syncjobs.records.writing import lock_records
from syncjobs.rest import user_shapes as shapes
from syncjobs.rest.once import once
from syncjobs.rest.seen_changes import SeenChanges
from syncjobs.rest.user_acts import UserActs
from syncjobs.rest.user_filters import UserFilters
from syncjobs.rest.views import OPAQUE_ID, RestViews, write_members
from syncjobs.user_register import OWN_COLUMNS, save_user

LOOK = ("sites.view_siteuser",)
CHANGE = ("sites.change_siteuser",)
# Judged by the register in its own words.
JUDGED_BY_REGISTER = ("id", "name", "name_key")


@extend_schema_view(
    list=extend_schema(summary="List users of sites"),
    retrieve=extend_schema(summary="Look at a user of sites"),
)
class UserViews(mixins.ListModelMixin, UserActs, SeenChanges):
    """Users of sites: who logs in where, and what they may do there."""

    scope = "users"
    needed_permissions: ClassVar[Any] = {
        "list": LOOK,
        "retrieve": LOOK,
        "create": ("sites.add_siteuser",),
        "partial_update": CHANGE,
        "activate": CHANGE,
        "deactivate": CHANGE,
        "set_password": CHANGE,
        "give_stores": CHANGE,
        "take_stores": CHANGE,
    }
    queryset = SiteUser.objects.all()
    serializer_class = shapes.UserAnswer
    filterset_class = UserFilters
    orderings: ClassVar[dict[str, str]] = {
        "name": "name_key",
        "created_at": "created_at",
        "last_login_at": "last_login_at",
    }
    default_ordering = "name"
    lookup_value_regex = OPAQUE_ID

    def get_queryset(self) -> Any:
        """Users with their first stores, and one more to tell that there are more."""
        accesses = StoreAccess.objects.select_related("store").prefetch_related("roles")
        first = accesses.order_by("-is_default", "store__code")[: shapes.SHOWN_STORES + 1]
        return SiteUser.objects.prefetch_related(
            Prefetch("accesses", first, to_attr="first_accesses")
        )

    def histories(self, pk: Any) -> Any:
        """What is kept of changes of the user, and of the user's stores and roles."""
        of_stores: Any = StoreAccess.history
        return [*super().histories(pk), of_stores.filter(user_id=pk)]

    @extend_schema(
        summary="Add a user",
        request=shapes.NewUser,
        responses={201: shapes.UserAnswerWithPassword},
    )
    @once
    def create(self, request: Request) -> Response:
        """A user record of nobody with the same name is taken over, with its id."""
        sent = self.sent(shapes.NewUser, request)
        if sent["password"] and sent["has_no_password"]:
            both = "There is a password, too. Choose one of the two."
            raise ValidationError({"has_no_password": [both]})
        user = SiteUser()
        self.save(user, sent)
        generated = ""
        if not sent["has_no_password"]:
            refuse_first_password(is_meant=sent["is_first_password_meant"])
            generated = new_password(user, sent["password"])
        return self.after(user.pk, status.HTTP_201_CREATED, generated)

    @extend_schema(
        summary="Change a user", request=shapes.UserChange, responses={200: shapes.UserAnswer}
    )
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays as it is."""
        # Whoever saves a user holds this; what is read now is what will be changed.
        lock_records()
        user = self.row(pk)
        self.refuse_unseen(request, pk)
        self.save(user, self.sent(shapes.UserChange, request))
        return self.after(user.pk)

    def save(self, user: SiteUser, sent: dict[str, Any]) -> None:
        """Saves what was sent, judged by the rules of the table as the form of the admin is."""
        written = write_members(user, sent, OWN_COLUMNS)
        user.clean_fields(exclude=JUDGED_BY_REGISTER)
        if written:
            save_user(user, written, sent["reason"])


@extend_schema_view(list=extend_schema(summary="List the roles of users of sites"))
class RoleViews(mixins.ListModelMixin, RestViews):
    """Roles that users of sites hold in stores."""

    scope = "users"
    needed_permissions: ClassVar[Any] = {"list": ("sites.view_role",)}
    queryset = Role.objects.all()
    serializer_class = shapes.RoleAnswer
    orderings: ClassVar[dict[str, str]] = {"name": "name"}
    default_ordering = "name"
