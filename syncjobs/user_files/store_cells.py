"""The stores of a user in one cell: `CODE:role|role;CODE2`.

A backslash before one of the signs makes it a part of a code or a name.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

BETWEEN_STORES: Final = ";"
BEFORE_ROLES: Final = ":"
BETWEEN_ROLES: Final = "|"
_SIGN: Final = re.compile(r"[\\;:|]")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


class StoreCell(NamedTuple):
    """The code of a store and the names of roles in it."""

    code: str
    roles: tuple[str, ...]


def read_stores(cell: str) -> list[StoreCell]:
    """The stores that the cell names. Raises ValueError, whose text says what is wrong."""
    return [_read_store(part) for part in _split(cell, BETWEEN_STORES) if part.strip()]


def write_stores(stores: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The cell that names these stores with their roles."""
    return BETWEEN_STORES.join(
        _escaped(code)
        + (BEFORE_ROLES if roles else "")
        + BETWEEN_ROLES.join(_escaped(role) for role in roles)
        for code, roles in stores
    )


def _read_store(text: str) -> StoreCell:
    code, *rest = _split(text, BEFORE_ROLES)
    if len(rest) > 1:
        raise ValueError(f"“{text.strip()}” has two colons. Write CODE:role|role.")
    roles = _split(rest[0], BETWEEN_ROLES) if rest else []
    if not code.strip():
        raise ValueError(f"“{text.strip()}” names no store. Write CODE:role|role.")
    return StoreCell(_plain(code), tuple(_plain(role) for role in roles if role.strip()))


def _split(text: str, sign: str) -> list[str]:
    """The parts between those signs that no backslash escapes; what is escaped stays so."""
    parts, current, characters = [], "", iter(text)
    for character in characters:
        if character == sign:
            parts.append(current)
            current = ""
        else:
            current += character + (next(characters, "") if character == "\\" else "")
    return [*parts, current]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text.strip())


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda match: f"\\{match[0]}", text)
