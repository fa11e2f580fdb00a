"""Generated passwords in answers: shown once, and kept nowhere."""

from typing import Any, Final

from rest_framework import serializers

PASSWORD: Final = "generated_password"  # noqa: S105 - the name of a member
NOTE: Final = "generated_password_note"
SHOWN_NOW: Final = "It is shown this one time and cannot be shown again."
NONE_MADE: Final = "None was generated."
SHOWN_BEFORE: Final = (
    "It was shown in the first answer to this call and cannot be shown again. If it is lost, set a"
    " new one."
)


class WithGeneratedPassword(serializers.Serializer[Any]):
    """The members that an answer with a generated password has beside the others."""

    generated_password = serializers.CharField(allow_null=True, read_only=True)
    generated_password_note = serializers.CharField(read_only=True)


def with_password(content: dict[str, Any], generated: str) -> dict[str, Any]:
    """The content of an answer with a generated password, or with none for an empty one."""
    note = SHOWN_NOW if generated else NONE_MADE
    return {**content, PASSWORD: generated or None, NOTE: note}


def without_password(content: Any) -> Any:
    """The content as it is kept and given again."""
    if isinstance(content, dict) and content.get(PASSWORD):
        return {**content, PASSWORD: None, NOTE: SHOWN_BEFORE}
    return content
