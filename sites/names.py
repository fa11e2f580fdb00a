"""When two names count as the same."""

import unicodedata

from sites.errors import RegisterError

LONGEST_NAME = 80
LONGEST_CODE = 40
LONGEST_STORE_NAME = 200


def clean_name(name: str) -> str:
    """`name` without outer spaces and in one Unicode form, as it is stored and shown.

    Raises RegisterError when it is empty, too long or has control characters.
    """
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned:
        raise RegisterError("The name is empty.", "Give the site a name that its people know.")
    if len(cleaned) > LONGEST_NAME:
        raise RegisterError(
            f"The name has {len(cleaned)} characters; {LONGEST_NAME} are allowed.",
            "Choose a shorter one.",
        )
    _refuse_control_characters(cleaned, "name")
    return cleaned


def clean_code(code: str, what: str = "code") -> str:
    """`code` without outer spaces; RegisterError, which calls it `what`, when it is too long or has
    control characters.
    """
    cleaned = code.strip()
    if len(cleaned) > LONGEST_CODE:
        raise RegisterError(
            f"The {what} has {len(cleaned)} characters; {LONGEST_CODE} are allowed.",
            "Choose a shorter one.",
        )
    _refuse_control_characters(cleaned, what)
    return cleaned


def clean_store_name(name: str) -> str:
    """The name of a store without outer spaces; RegisterError as `clean_code` raises it."""
    cleaned = name.strip()
    if len(cleaned) > LONGEST_STORE_NAME:
        raise RegisterError(
            f"The name of the store has {len(cleaned)} characters; {LONGEST_STORE_NAME} are"
            " allowed.",
            "Choose a shorter one.",
        )
    _refuse_control_characters(cleaned, "name of the store")
    return cleaned


def name_key(name: str) -> str:
    """What two names have in common when they differ only in case, form or outer spaces."""
    folded = unicodedata.normalize("NFD", name.strip()).casefold()
    return unicodedata.normalize("NFC", folded)


def _refuse_control_characters(text: str, what: str) -> None:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise RegisterError(
            f"The {what} contains a control character, such as a tab or a line break.",
            "Type it again instead of pasting it.",
        )
