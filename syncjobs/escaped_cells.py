"""Several texts in one cell, with signs in between.

A backslash before one of the signs makes it a part of a text.
"""

import re
from typing import Final

BETWEEN_STORES: Final = ";"
AFTER_CODE: Final = ":"
BETWEEN_ROLES: Final = "|"
_SIGN: Final = re.compile(r"[\\;:|]")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def split(text: str, sign: str) -> list[str]:
    """The parts between those signs that no backslash escapes; what is escaped stays so."""
    parts, current, characters = [], "", iter(text)
    for character in characters:
        if character == sign:
            parts.append(current)
            current = ""
        else:
            current += character + (next(characters, "") if character == "\\" else "")
    return [*parts, current]


def plain(part: str) -> str:
    """The text that a part stands for."""
    return _ESCAPED.sub(r"\1", part.strip())


def escaped(text: str) -> str:
    """The part that stands for a text."""
    return _SIGN.sub(lambda match: f"\\{match[0]}", text)
