"""Sites in answers and in bodies."""

from typing import Any, Final

from rest_framework import serializers

from sites.admin.time_fields import HOUR, LONGEST_HOURS
from sites.health import Health, health_of
from sites.models import Site
from syncjobs.rest.bodies import StrictBody
from syncjobs.rest.device_shapes import DeviceAnswer
from syncjobs.rest.shown_once import NOTE, PASSWORD, WithGeneratedPassword
from syncjobs.rest.strict_fields import Hours, NewPasswordText, ReasonText, RowId, Text, YesNo

SHOWN_STORES: Final = 20
MOST_STORES: Final = 200
MOST_LABELS: Final = 100


class SiteAnswer(serializers.ModelSerializer[Site]):
    """A site. `health` is one word for how it is; `store_codes` are those of 20 stores at most."""

    uuid = serializers.CharField(
        source="told_id",
        read_only=True,
        help_text="Told to the site as its identity. It never changes.",
    )
    health = serializers.SerializerMethodField()
    disabled_at = serializers.DateTimeField(allow_null=True, read_only=True)
    hardware_id_bound_at = serializers.DateTimeField(allow_null=True, read_only=True)
    waiting_devices = DeviceAnswer(source="pending_claims", many=True, read_only=True)
    password_set_at = serializers.DateTimeField(allow_null=True, read_only=True)
    sync_version = serializers.IntegerField(allow_null=True, read_only=True)
    last_success_seconds = serializers.SerializerMethodField()
    late_after_hours = serializers.SerializerMethodField()
    down_after_hours = serializers.SerializerMethodField()
    labels = serializers.SerializerMethodField()
    store_codes = serializers.SerializerMethodField()
    has_more_stores = serializers.SerializerMethodField()

    class Meta:
        model = Site
        fields: tuple[str, ...] = (
            *("id", "uuid", "name", "code", "url", "is_open_msupply_central", "health", "labels"),
            *("disabled_at", "disabled_reason", "initialisation_status"),
            *("hardware_id", "hardware_id_bound_at", "waiting_devices", "password_set_at"),
            *("app_name", "app_version", "sync_version"),
            *("last_contact_at", "last_attempt_at", "last_success_at", "last_success_seconds"),
            *("last_refusal_code", "last_failure_code", "last_failure_message"),
            *("time_zone", "late_after_hours", "down_after_hours"),
            *("store_codes", "has_more_stores", "created_at"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_health(self, site: Site) -> Health:
        """One word for how the site is."""
        return health_of(site)

    def get_last_success_seconds(self, site: Site) -> float | None:
        """How long its last successful sync took."""
        took = site.last_success_duration
        return None if took is None else took.total_seconds()

    def get_late_after_hours(self, site: Site) -> float | None:
        """Its own limit; null where the portal's holds."""
        return None if site.late_after is None else site.late_after / HOUR

    def get_down_after_hours(self, site: Site) -> float | None:
        """Its own limit; null where the portal's holds."""
        return None if site.down_after is None else site.down_after / HOUR

    def get_labels(self, site: Any) -> list[str]:
        """The names of its labels."""
        return [row.label.name for row in site.all_labels]

    def get_store_codes(self, site: Any) -> list[str]:
        """The codes of its first 20 stores."""
        return [store.code for store in site.first_stores[:SHOWN_STORES]]

    def get_has_more_stores(self, site: Any) -> bool:
        """Whether it has more stores than `store_codes` names."""
        return len(site.first_stores) > SHOWN_STORES


class SiteAnswerWithPassword(WithGeneratedPassword, SiteAnswer):
    """A site, and the password that was generated for it, which is shown this one time."""

    class Meta(SiteAnswer.Meta):
        fields = (*SiteAnswer.Meta.fields, PASSWORD, NOTE)
        read_only_fields: tuple[str, ...] = fields


class SiteChange(StrictBody):
    """What is to be changed of a site; what is left out stays as it is.

    The tick is moved by an act of its own.
    """

    name = Text(required=False, help_text="The name with which the site signs in.")
    code = Text(required=False, help_text="A short code for lists and reports.")
    url = Text(required=False, help_text="Scheme, host and port; empty for none.")
    labels = serializers.ListField(
        child=Text(),
        required=False,
        max_length=MOST_LABELS,
        help_text="All its labels, such as “region: north”; new ones are made.",
    )
    time_zone = Text(required=False, help_text="Such as Africa/Lome; empty for the portal's own.")
    late_after_hours = Hours(
        required=False,
        allow_null=True,
        min_value=0.1,
        max_value=LONGEST_HOURS,
        help_text="Late after so many hours without a successful sync; null for the portal's own.",
    )
    down_after_hours = Hours(
        required=False,
        allow_null=True,
        min_value=0.1,
        max_value=LONGEST_HOURS,
        help_text="Down after so many hours without a successful sync; null for the portal's own.",
    )
    reason = ReasonText()


class NewSite(SiteChange):
    """A new site with its stores."""

    name = Text(help_text="The name with which the site signs in.")
    password = NewPasswordText()
    is_open_msupply_central = YesNo(
        required=False, default=False, help_text="Whether it is the Open mSupply central server."
    )
    store_codes = serializers.ListField(
        child=Text(),
        required=False,
        default=list,
        max_length=MOST_STORES,
        help_text="Codes of stores on no site, and of new ones, which are made.",
    )


class MakeCentral(StrictBody):
    """Which URL the central server has, and which site had the tick when you last looked."""

    url = Text(help_text="The address under which the other sites reach it.")
    present_central_id = RowId(
        source="present_id",
        allow_null=True,
        help_text="The id of the site that has the tick now; null when none has it.",
    )
    reason = ReasonText()


class GivenReason(StrictBody):
    """Why a site is disabled."""

    reason = ReasonText(
        required=True, help_text="The people at the site read it when they are refused."
    )
