"""The form in which texts about patients are compared: without case, accents and extra spaces.

Every word of a key follows a space, the first one too, so that ` an` is the beginning of a word.
"""

import re
import unicodedata
from typing import Final

from syncjobs.models.patient import LONGEST_KEY

# Accents of Latin, Greek and Cyrillic letters. In other scripts such marks are vowels and tones.
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
# Control characters, and halves of characters.
_ILLEGIBLE: Final = frozenset({"Cc", "Cs"})


def key_of(value: object) -> str:
    """The key of a member of a record; empty for what is no text or has nothing to be found."""
    words = folded(value) if isinstance(value, str) else ""
    return f" {words}"[:LONGEST_KEY] if words else ""


def folded(text: str) -> str:
    """The text in small letters without accents, its words parted by single spaces."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()
    # What no database keeps, and nobody types.
    legible = "".join(" " if unicodedata.category(each) in _ILLEGIBLE else each for each in plain)
    return " ".join(unicodedata.normalize("NFC", legible).split())
