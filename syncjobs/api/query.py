"""Whole numbers in the query of a URL."""

from collections.abc import Mapping
from typing import Final

from syncjobs.exchange.errors import QueryError

# Sites keep cursors in 32 bits, with a sign.
LARGEST_CURSOR: Final = 2**31 - 1
_MOST_DIGITS: Final = 18


def whole_number(
    query: Mapping[str, str], name: str, *, default: int, smallest: int = 0, largest: int = 10**18
) -> int:
    """The parameter `name`. Raises QueryError for what is no number between the two limits."""
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise QueryError(f"{name} is not a whole number.", f"Send {name}={default}, for example.")
    number = int(text)
    if not smallest <= number <= largest:
        raise QueryError(
            f"{name} is {number}; {smallest} to {largest} are possible.",
            f"Send {name}={default}, for example.",
        )
    return number
