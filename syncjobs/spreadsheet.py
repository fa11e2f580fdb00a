"""Texts in the cells of CSV files that people open in spreadsheets."""

from typing import Final

# Tells spreadsheets that the file is UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_APOSTROPHE: Final = "'"


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text."""
        return text


def without_formula(text: str) -> str:
    """The text so that no spreadsheet reckons with it: behind an apostrophe where it could.

    So is a text that already looks like one that was put behind it, for `with_formula` to see.
    """
    return f"{_APOSTROPHE}{text}" if _begins_with_formula(text) else text


def with_formula(cell: str) -> str:
    """The text that `without_formula` made this cell of."""
    is_behind = cell.startswith(_APOSTROPHE) and _begins_with_formula(cell)
    return cell.removeprefix(_APOSTROPHE) if is_behind else cell


def _begins_with_formula(text: str) -> bool:
    return text.lstrip(_APOSTROPHE).startswith(FORMULA_SIGNS)
