"""Bodies, and those that several calls take."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from syncjobs.rest.strict_fields import NewPasswordText, ReasonText


class StrictBody(serializers.Serializer[Any]):
    """A body whose members are all known."""

    def to_internal_value(self, data: Any) -> Any:
        """The members. Raises ValidationError, for each member that is unknown too."""
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))[:20]
            if unknown:
                said = f"There is no such member. Known are: {', '.join(self.fields) or 'none'}."
                raise serializers.ValidationError({name[:80]: [said] for name in unknown})
        return super().to_internal_value(data)


class NoBody(StrictBody):
    """A body without members, which may be left out."""


class Reason(StrictBody):
    """Why something is done."""

    reason = ReasonText()


class NewPassword(Reason):
    """A new password."""

    password = NewPasswordText()
