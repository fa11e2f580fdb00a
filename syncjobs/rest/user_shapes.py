"""Users of sites, their stores and their roles in answers and in bodies."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sites.choices import UserLanguage
from sites.models import Role, SiteUser, StoreAccess
from syncjobs.rest.bodies import NewPassword, StrictBody
from syncjobs.rest.shown_once import NOTE, PASSWORD, WithGeneratedPassword
from syncjobs.rest.strict_fields import NewPasswordText, ReasonText, Text, YesNo

SHOWN_STORES: Final = 50
MOST_STORES: Final = 200
FIRST_IS_MEANT: Final = (
    "Must be true for the first password of a user of sites: from then on all sites refuse whoever"
    " is not in the list of users."
)


class RoleAnswer(serializers.ModelSerializer[Role]):
    """A role that users of sites hold in stores."""

    permissions = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Role
        fields: tuple[str, ...] = ("id", "name", "description", "permissions")
        read_only_fields: tuple[str, ...] = fields


class AccessAnswer(serializers.ModelSerializer[StoreAccess]):
    """A store of a user, with the names of the roles held there."""

    store_id = serializers.CharField(read_only=True)
    store_code = serializers.CharField(source="store.code", read_only=True)
    roles = serializers.SerializerMethodField()

    class Meta:
        model = StoreAccess
        fields: tuple[str, ...] = ("store_id", "store_code", "can_log_in", "is_default", "roles")
        read_only_fields: tuple[str, ...] = fields

    def get_roles(self, access: StoreAccess) -> list[str]:
        """The names of the roles."""
        return sorted(role.name for role in access.roles.all())


class UserAnswer(serializers.ModelSerializer[SiteUser]):
    """Somebody who logs in at sites. `stores` are the first 50, the default one first."""

    # It may be empty, which an address cannot.
    email = serializers.CharField(read_only=True)
    has_password = serializers.SerializerMethodField()
    password_set_at = serializers.DateTimeField(allow_null=True, read_only=True)
    last_login_at = serializers.DateTimeField(allow_null=True, read_only=True)
    stores = serializers.SerializerMethodField()
    has_more_stores = serializers.SerializerMethodField()

    class Meta:
        model = SiteUser
        fields: tuple[str, ...] = (
            *("id", "name", "first_name", "last_name", "job_title", "email", "phone", "language"),
            *("is_active", "has_password", "password_set_at", "last_login_at"),
            *("stores", "has_more_stores", "created_at"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_has_password(self, user: SiteUser) -> bool:
        """Whether the portal has a password of the user."""
        return bool(user.password_hash)

    @extend_schema_field(AccessAnswer(many=True))
    def get_stores(self, user: Any) -> Any:
        """The first stores."""
        return AccessAnswer(user.first_accesses[:SHOWN_STORES], many=True).data

    def get_has_more_stores(self, user: Any) -> bool:
        """Whether the user has more stores than `stores` has."""
        return len(user.first_accesses) > SHOWN_STORES


class UserAnswerWithPassword(WithGeneratedPassword, UserAnswer):
    """A user, and the password that was generated, which is shown this one time."""

    class Meta(UserAnswer.Meta):
        fields = (*UserAnswer.Meta.fields, PASSWORD, NOTE)
        read_only_fields: tuple[str, ...] = fields


class UserChange(StrictBody):
    """What is to be changed of a user; what is left out stays as it is."""

    name = Text(required=False, help_text="What the person types to log in.")
    first_name = Text(required=False)
    last_name = Text(required=False)
    job_title = Text(required=False)
    email = Text(required=False)
    phone = Text(required=False)
    language = serializers.ChoiceField(choices=UserLanguage.choices, required=False)
    reason = ReasonText()


class NewUser(UserChange):
    """A new user; the stores are given afterwards."""

    name = Text(help_text="What the person types to log in.")
    password = NewPasswordText()
    has_no_password = YesNo(
        required=False, default=False, help_text="True for a user without a password."
    )
    is_first_password_meant = YesNo(required=False, default=False, help_text=FIRST_IS_MEANT)


class NewUserPassword(NewPassword):
    """A new password of a user."""

    is_first_password_meant = YesNo(required=False, default=False, help_text=FIRST_IS_MEANT)


class Grant(StrictBody):
    """A store, and what the user may do there."""

    store_code = Text()
    can_log_in = YesNo(required=False, default=True)
    is_default = YesNo(
        required=False, default=False, help_text="Whether it is the store that is open after login."
    )
    roles = serializers.ListField(
        child=Text(), required=False, default=list, max_length=MOST_STORES, help_text="Their names."
    )


class GivenStores(StrictBody):
    """Stores for a user; what is said of a store that the user has takes the place of what was."""

    stores = serializers.ListField(child=Grant(), min_length=1, max_length=MOST_STORES)
    reason = ReasonText()


class TakenStores(StrictBody):
    """Stores that are taken from a user."""

    store_codes = serializers.ListField(child=Text(), min_length=1, max_length=MOST_STORES)
    reason = ReasonText()
