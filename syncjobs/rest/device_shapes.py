"""Devices that wait for a decision in answers and in bodies."""

from rest_framework import serializers

from sites.models import PendingClaim
from syncjobs.rest.bodies import Reason
from syncjobs.rest.strict_fields import Text


class DeviceAnswer(serializers.ModelSerializer[PendingClaim]):
    """A device that came with the site's password while another is bound, and is refused.

    `alternated_at` is when it last came after the bound one had called in between.
    """

    alternated_at = serializers.DateTimeField(allow_null=True, read_only=True)

    class Meta:
        model = PendingClaim
        fields: tuple[str, ...] = (
            *("hardware_id", "app_name", "app_version", "address"),
            *("first_at", "last_at", "alternated_at"),
        )
        read_only_fields: tuple[str, ...] = fields


class AcceptedDevice(Reason):
    """Which device is to be bound in the place of the bound one."""

    hardware_id = Text(help_text="As `waiting_devices` of the site names it.")
