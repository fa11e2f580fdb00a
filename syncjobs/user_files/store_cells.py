"""The stores of a user in one cell: `CODE:role|role;CODE2`.

A backslash before one of the signs makes it a part of a code or a name.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from syncjobs.escaped_cells import (
    AFTER_CODE,
    BETWEEN_ROLES,
    BETWEEN_STORES,
    escaped,
    plain,
    split,
)


class StoreCell(NamedTuple):
    """The code of a store and the names of roles in it."""

    code: str
    roles: tuple[str, ...]


def read_stores(cell: str) -> list[StoreCell]:
    """The stores that the cell names. Raises ValueError, whose text says what is wrong."""
    return [_read_store(part) for part in split(cell, BETWEEN_STORES) if part.strip()]


def write_stores(stores: Iterable[tuple[str, Sequence[str]]]) -> str:
    """The cell that names these stores with their roles."""
    return BETWEEN_STORES.join(
        escaped(code)
        + (AFTER_CODE if roles else "")
        + BETWEEN_ROLES.join(escaped(role) for role in roles)
        for code, roles in stores
    )


def _read_store(text: str) -> StoreCell:
    code, *rest = split(text, AFTER_CODE)
    if len(rest) > 1:
        raise ValueError(f"“{text.strip()}” has two colons. Write CODE:role|role.")
    roles = split(rest[0], BETWEEN_ROLES) if rest else []
    if not code.strip():
        raise ValueError(f"“{text.strip()}” names no store. Write CODE:role|role.")
    return StoreCell(plain(code), tuple(plain(role) for role in roles if role.strip()))
