"""Members of bodies that take what they say and nothing that could be turned into it."""

from typing import Any, Final

from rest_framework import serializers

from sites.registration import LONGEST_REASON

# Longer than anything that the register takes, which itself says what is too long.
LONGEST_TEXT: Final = 1_000
LARGEST_ID: Final = 2_147_483_647


class Text(serializers.CharField):
    """A text as it was sent; the register judges it."""

    def __init__(self, **kwargs: Any) -> None:
        settings = {"allow_blank": True, "trim_whitespace": False, "max_length": LONGEST_TEXT}
        super().__init__(**settings | kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The text; a number is none."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class ReasonText(Text):
    """Why something is done; it is kept in the history beside the name of the person."""

    def __init__(self, **kwargs: Any) -> None:
        about = "Kept in the history beside your name."
        settings = {"max_length": LONGEST_REASON, "trim_whitespace": True, "help_text": about}
        optional = {} if kwargs.get("required") else {"required": False, "default": ""}
        super().__init__(**settings | optional | kwargs)


class NewPasswordText(Text):
    """A new password, or none for one that is generated."""

    def __init__(self, **kwargs: Any) -> None:
        about = "Leave it out and the portal makes a strong one, which the answer shows once."
        super().__init__(required=False, default="", help_text=about, **kwargs)


class YesNo(serializers.BooleanField):
    """True or false, and neither "yes" nor 1."""

    def to_internal_value(self, data: Any) -> bool:
        """The truth of it."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number."""

    def to_internal_value(self, data: Any) -> int:
        """The number; neither a text nor a truth is one."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class RowId(Whole):
    """The id of a row that has a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST_ID, **kwargs)


class Hours(serializers.FloatField):
    """A number of hours."""

    def to_internal_value(self, data: Any) -> float:
        """The number; neither a text nor a truth is one."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return float(super().to_internal_value(data))
