"""The form in which texts about patients are compared: without case, accents and extra spaces, with
spaces for hyphens.

Every word of a key follows a space, the first one too, so that ` an` is the beginning of a word.
"""

import re
import unicodedata
from typing import Final

from syncjobs.models.patient import LONGEST_KEY

# Accents of Latin, Greek and Cyrillic letters. In other scripts such marks are vowels and tones.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
# Control characters, and halves of characters; and hyphens and dashes of all kinds.
_SPACES: Final = frozenset({"Cc", "Cs", "Pd"})
# Marks that only say how to write the others, such as from right to left.
_UNSEEN: Final = "Cf"


def key_of(value: object) -> str:
    """The key of a member of a record; empty for what is no text or has nothing to be found."""
    words = folded(value) if isinstance(value, str) else ""
    return f" {words}"[:LONGEST_KEY] if words else ""


def folded(text: str) -> str:
    """The text in small letters without accents, its words parted by single spaces.

    A hyphen parts words as well: one person has it, and another types none.
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()
    legible = "".join(_legible(each) for each in plain)
    return " ".join(unicodedata.normalize("NFC", legible).split())


def _legible(character: str) -> str:
    """The character as it is compared: what no database keeps, and nobody types, is left out."""
    category = unicodedata.category(character)
    if category == _UNSEEN:
        return ""
    return " " if category in _SPACES else character
