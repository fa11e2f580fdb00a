"""Many rows in parts that a database takes at once."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")

AT_ONCE: Final = 500


def parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in their order, some hundred at a time."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
