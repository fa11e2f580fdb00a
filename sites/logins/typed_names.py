"""What is written down of a name that somebody typed.

People type their password where the name belongs. What is nobody's name is therefore never kept as
it was typed: its beginning is enough to see that Amina mistyped hers.
"""

import unicodedata
from typing import Final

LONGEST_SHOWN: Final = 100
SHOWN_OF_UNKNOWN: Final = 2


def shortened(typed: str) -> str:
    """The beginning of a name that nobody has, and how long it is."""
    text = readable(typed, LONGEST_SHOWN)
    if not text:
        return "(empty)"
    length = len(typed.strip())
    return f"{text[:SHOWN_OF_UNKNOWN]}… ({length} {'character' if length == 1 else 'characters'})"


def readable(typed: str, longest: int = LONGEST_SHOWN) -> str:
    """`typed` without outer spaces and control characters, and not longer than `longest`."""
    text = unicodedata.normalize("NFC", typed[: 4 * longest]).strip()
    kept = (character for character in text if unicodedata.category(character) not in _UNREADABLE)
    return "".join(kept)[:longest]


# Control characters and formats, such as those that turn the direction of writing, and surrogates.
_UNREADABLE: Final = frozenset({"Cc", "Cf", "Cs"})
