"""Set-aside records in answers and in bodies."""

from typing import Any, Final

from django.forms import CharField
from rest_framework import serializers

from syncjobs.models import SetAsideRecord
from syncjobs.rest.bodies import StrictBody
from syncjobs.rest.strict_fields import ReasonText

REQUIRED: Final = CharField.default_error_messages["required"]


class SetAsideAnswer(serializers.ModelSerializer[SetAsideRecord]):
    """A pushed record that was not accepted: why, and what to do about it."""

    site_id = serializers.IntegerField(read_only=True)
    site_name = serializers.CharField(source="site.name", read_only=True)
    discarded_at = serializers.DateTimeField(allow_null=True, read_only=True)
    discarded_by = serializers.SerializerMethodField()

    class Meta:
        model = SetAsideRecord
        fields: tuple[str, ...] = (
            *("id", "site_id", "site_name", "table_name", "record_id", "action"),
            *("reason_code", "reason", "advice", "waits_for", "set_aside_at"),
            *("discarded_at", "discarded_by", "discard_reason"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_discarded_by(self, row: Any) -> str | None:
        """The user name of the person who discarded it."""
        return None if row.discarded_by is None else row.discarded_by.get_username()


class SetAsideWithData(SetAsideAnswer):
    """The same with `data`, the JSON text that the site pushed."""

    class Meta(SetAsideAnswer.Meta):
        fields = (*SetAsideAnswer.Meta.fields, "data")
        read_only_fields: tuple[str, ...] = fields


class TryAgainAnswer(serializers.Serializer[Any]):
    """Whether the record was accepted; if so it is gone from here, and `record` is null."""

    accepted = serializers.BooleanField()
    record = SetAsideAnswer(allow_null=True)


class Discarding(StrictBody):
    """Why the record is not wanted."""

    reason = ReasonText(required=True, allow_blank=False, error_messages={"blank": REQUIRED})
