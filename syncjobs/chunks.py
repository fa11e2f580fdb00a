"""Long lists in pieces: a statement takes only so many values."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

T = TypeVar("T")

CHUNK: Final = 1_000


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in their order, at most a thousand at a time."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
