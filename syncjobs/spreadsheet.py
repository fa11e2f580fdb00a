"""CSV files that people open in spreadsheets: how they are written, and what their cells say."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.http import StreamingHttpResponse
from django.utils import timezone

# Tells spreadsheets that the file is UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
# What a spreadsheet would take for the beginning of a formula.
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_APOSTROPHE: Final = "'"


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[str | int | None]]) -> Iterator[str]:
    """The lines of a CSV file, one after another; None is an empty cell, no text a formula."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(columns)
    for row in rows:
        yield writer.writerow(
            without_formula(cell) if isinstance(cell, str) else cell for cell in row
        )


def csv_download(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    """The lines as a file that is called by the name and this moment, written while it is sent."""
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{name}-{timezone.localtime():%Y-%m-%d-%H%M}.csv"'
    )
    response["Cache-Control"] = "no-store"
    return response


def iso_moment(moment: datetime | None) -> str:
    """A moment as a cell: ISO 8601 to the second, in the portal's time zone; empty for None."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


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


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
