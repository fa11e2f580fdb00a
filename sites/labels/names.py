"""How labels are written: alone, in groups, and several in one text."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from sites.errors import RegisterError
from sites.names import name_key

LONGEST_LABEL: Final = 80
GROUP_SIGN: Final = ":"
# Between labels in a form, and between those of a site in a file.
SEPARATORS: Final = ",;"
_SPACES = re.compile(r"\s+")


def clean_label(text: str) -> str:
    """The one spelling of a label: single spaces, and one after the colon behind its group.

    Raises RegisterError when no label can be called so.
    """
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not name:
        raise RegisterError("The label is empty.", "Write a word, or “region: north”.")
    if not name.isprintable():
        raise RegisterError("The label contains a control character.", "Type it again.")
    if set(SEPARATORS) & set(name):
        raise RegisterError(
            f"The label “{name}” has a comma or a semicolon, which separate labels.",
            "Write a dash instead.",
        )
    name = _with_group(name)
    if len(name) > LONGEST_LABEL:
        raise RegisterError(
            f"The label “{name[:20]}…” has {len(name)} characters; {LONGEST_LABEL} are allowed.",
            "Choose a shorter one.",
        )
    return name


def group_of(name: str) -> str:
    """What stands before the colon of a clean label; empty where it has none."""
    group, sign, _ = name.partition(GROUP_SIGN)
    return group if sign else ""


def read_labels(text: str) -> list[str]:
    """The labels in a text with commas or semicolons between them, each once, cleaned.

    Raises RegisterError when one of them cannot be a label.
    """
    pieces = re.split(f"[{SEPARATORS}]", text)
    return distinct_labels(clean_label(piece) for piece in pieces if piece.strip())


def distinct_labels(names: Iterable[str]) -> list[str]:
    """The names in their order, without those that differ from an earlier one only in case."""
    return list({name_key(name): name for name in reversed(list(names))}.values())[::-1]


def _with_group(name: str) -> str:
    group, sign, word = (piece.strip() for piece in name.partition(GROUP_SIGN))
    if not sign:
        return name
    if not group or not word:
        raise RegisterError(
            f"The label “{name}” has nothing {'before' if not group else 'after'} its colon.",
            "Write it as “region: north”, or without a colon.",
        )
    return f"{group}{GROUP_SIGN} {word}"
