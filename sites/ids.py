"""Numbers of rows, as addresses and files have them."""

from typing import Final

# No database has a number with more digits.
LONGEST_ID: Final = 18


def read_id(text: str) -> int:
    """The number of a row; 0, which no row has, where the text can be none."""
    is_id = text.isdecimal() and len(text) <= LONGEST_ID
    return int(text) if is_id else 0
