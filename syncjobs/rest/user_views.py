"""Users of sites in the REST API."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from sites.models import Role, SiteUser, StoreAccess
from sites.site_users.stores import give_stores, take_stores
from syncjobs.admin.site_user_passwords import new_password
from syncjobs.first_password import refuse_first_password
from syncjobs.records.writing import lock_records
from syncjobs.rest import user_shapes as shapes
from syncjobs.rest.once import once
from syncjobs.rest.seen_changes import SeenChanges
from syncjobs.rest.shown_once import with_password
from syncjobs.rest.user_filters import UserFilters
from syncjobs.rest.user_grants import accesses_named, grants_named
from syncjobs.rest.views import RestViews
from syncjobs.user_register import OWN_COLUMNS, save_user, set_active

LOOK = ("sites.view_siteuser",)
CHANGE = ("sites.change_siteuser",)
# Judged by the register in its own words.
JUDGED_BY_REGISTER = ("id", "name", "name_key")


@extend_schema_view(
    list=extend_schema(summary="List users of sites"),
    retrieve=extend_schema(summary="Look at a user of sites"),
)
class UserViews(mixins.ListModelMixin, SeenChanges):
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
    # An id of mSupply is opaque; NUL is in none.
    lookup_value_regex = r"[^/\x00]{1,64}"

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
        return self.after(user, generated, status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change a user", request=shapes.UserChange, responses={200: shapes.UserAnswer}
    )
    @once
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays as it is."""
        # Whoever saves a user holds this; what is read now is what will be changed.
        lock_records()
        user = self.row()
        self.refuse_unseen(request, pk)
        self.save(user, self.sent(shapes.UserChange, request))
        return self.after(user)

    @extend_schema(
        summary="Let a user log in again",
        request=shapes.Activation,
        responses={200: shapes.UserAnswer},
    )
    @action(detail=True, methods=["post"])
    @once
    def activate(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Nothing changes for one who is active."""
        return self.set_active(request, is_active=True)

    @extend_schema(
        summary="Let a user log in nowhere",
        request=shapes.Activation,
        responses={200: shapes.UserAnswer},
    )
    @action(detail=True, methods=["post"])
    @once
    def deactivate(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """From the next question of a site to the portal on."""
        return self.set_active(request, is_active=False)

    @extend_schema(
        summary="Set a new password",
        request=shapes.NewUserPassword,
        responses={200: shapes.UserAnswerWithPassword},
    )
    @action(detail=True, methods=["post"], url_path="set-password")
    @once
    def set_password(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """The old one is refused wherever a site can ask the portal."""
        user, sent = self.row(), self.sent(shapes.NewUserPassword, request)
        refuse_first_password(is_meant=sent["is_first_password_meant"])
        return self.after(user, new_password(user, sent["password"]))

    @extend_schema(
        summary="Give stores and roles",
        request=shapes.GivenStores,
        responses={200: shapes.UserAnswer},
    )
    @action(detail=True, methods=["post"], url_path="give-stores")
    @once
    def give_stores(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Other stores stay; a new default store takes the place of the old one."""
        user, sent = self.row(), self.sent(shapes.GivenStores, request)
        give_stores(grants_named(user, sent["stores"]), sent["reason"])
        return self.after(user)

    @extend_schema(
        summary="Take stores away",
        request=shapes.TakenStores,
        responses={200: shapes.UserAnswer},
    )
    @action(detail=True, methods=["post"], url_path="take-stores")
    @once
    def take_stores(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """With the roles that the user holds there."""
        user, sent = self.row(), self.sent(shapes.TakenStores, request)
        take_stores(accesses_named(user, sent["store_codes"]), sent["reason"])
        return self.after(user)

    def save(self, user: SiteUser, sent: dict[str, Any]) -> None:
        """Saves what was sent, judged by the rules of the table as the form of the admin is."""
        own = {name: sent[name] for name in OWN_COLUMNS if name in sent}
        for name, value in own.items():
            setattr(user, name, value.strip() if isinstance(value, str) else value)
        user.clean_fields(exclude=JUDGED_BY_REGISTER)
        if own:
            save_user(user, list(own), sent["reason"])

    def set_active(self, request: Request, *, is_active: bool) -> Response:
        """Activates or deactivates the user."""
        user, sent = self.row(), self.sent(shapes.Activation, request)
        set_active([user.pk], is_active=is_active, reason=sent["reason"])
        return self.after(user)

    def after(
        self, user: SiteUser, generated: str | None = None, code: int = status.HTTP_200_OK
    ) -> Response:
        """The user as it is now; `generated` is as for sites."""
        content: Any = shapes.UserAnswer(self.get_queryset().get(pk=user.pk)).data
        shown = content if generated is None else with_password(content, generated)
        return Response(shown, status=code)


@extend_schema_view(list=extend_schema(summary="List the roles of users of sites"))
class RoleViews(mixins.ListModelMixin, RestViews):
    """Roles that users of sites hold in stores."""

    scope = "users"
    needed_permissions: ClassVar[Any] = {"list": ("sites.view_role",)}
    queryset = Role.objects.all()
    serializer_class = shapes.RoleAnswer
    orderings: ClassVar[dict[str, str]] = {"name": "name"}
    default_ordering = "name"
