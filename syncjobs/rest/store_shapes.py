"""Stores and their moves in answers and in bodies."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from sites.choices import StoreMode
from sites.models import Store
from syncjobs.models import StoreMove
from syncjobs.rest.bodies import StrictBody
from syncjobs.rest.strict_fields import ReasonText, RowId, Text, YesNo


class MoveAnswer(serializers.ModelSerializer[StoreMove]):
    """A move of a store that is neither finished nor cancelled."""

    from_site_id = serializers.IntegerField(allow_null=True, read_only=True)
    to_site_id = serializers.IntegerField(read_only=True)
    moved_at = serializers.DateTimeField(allow_null=True, read_only=True)

    class Meta:
        model = StoreMove
        fields: tuple[str, ...] = (
            "id",
            "from_site_id",
            "to_site_id",
            "requested_at",
            "is_forced",
            "moved_at",
        )
        read_only_fields: tuple[str, ...] = fields


class StoreAnswer(serializers.ModelSerializer[Store]):
    """A store. While it moves, `move` says from where to where; `site_id` is where it is active."""

    site_id = serializers.IntegerField(allow_null=True, read_only=True)
    move = serializers.SerializerMethodField()

    class Meta:
        model = Store
        fields: tuple[str, ...] = (
            *("id", "code", "name", "name_id", "mode", "site_id", "disabled", "move"),
            "created_at",
        )
        read_only_fields: tuple[str, ...] = fields

    @extend_schema_field(MoveAnswer(allow_null=True))
    def get_move(self, store: Any) -> Any:
        """The open move."""
        moves = store.open_moves
        return MoveAnswer(moves[0]).data if moves else None


class StoreChange(StrictBody):
    """What is to be changed of a store; what is left out stays as it is."""

    code = Text(required=False, help_text="Short and unique, as it appears in reports.")
    name = Text(required=False, help_text="As people call the store.")
    mode = serializers.ChoiceField(
        choices=StoreMode.choices,
        required=False,
        help_text="A dispensary gives to patients, a store to other stores.",
    )
    disabled = YesNo(required=False, help_text="A disabled store is kept but counts no more.")
    reason = ReasonText()


class NewStore(StoreChange):
    """A new store."""

    code = Text(help_text="Short and unique, as it appears in reports.")
    site_id = RowId(
        required=False,
        allow_null=True,
        default=None,
        help_text="The site on which it works; null for none.",
    )


class Placing(StrictBody):
    """Where a store is to work."""

    site_id = RowId(
        allow_null=True,
        help_text="Another site, to which it moves by a job; null takes it off its site at once.",
    )
    reason = ReasonText()


class ForcedMove(StrictBody):
    """Why the old site is not waited for."""

    reason = ReasonText(
        required=True, help_text="What the old site pushes afterwards will be set aside."
    )
