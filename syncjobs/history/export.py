"""Changes as a CSV file, written while it is sent: a line for each field that changed."""

from collections.abc import Iterator
from typing import Final

from django.http import StreamingHttpResponse
from django.utils import timezone

from syncjobs.history.asking import Asked, Place
from syncjobs.history.changes import Change, FieldChange
from syncjobs.history.reading import changes_asked_for
from syncjobs.spreadsheet import csv_download, csv_lines

CHANGES_AT_ONCE: Final = 500
COLUMNS: Final = (
    *("at", "who", "door", "kind", "name", "id", "what_happened"),
    *("field", "before", "after", "why"),
)
NO_FIELD: Final = FieldChange("", "", "")


def changes_as_csv(asked: Asked) -> StreamingHttpResponse:
    """The changes that are asked for, the newest first, as a download.

    A change of several fields has a line for each of them, one of none a single line.
    """
    return csv_download("history", csv_lines(COLUMNS, _rows(asked)))


def _rows(asked: Asked) -> Iterator[Iterator[str]]:
    after: Place | None = None
    while True:
        page = changes_asked_for(asked, CHANGES_AT_ONCE, after)
        for change in page.changes:
            for field in change.fields or (NO_FIELD,):
                yield _cells(change, field)
        if page.older is None:
            return
        after = page.older


def _cells(change: Change, field: FieldChange) -> Iterator[str]:
    yield timezone.localtime(change.at).isoformat(timespec="microseconds")
    yield from (change.who, change.door, change.table.label, change.name, str(change.thing_id))
    yield from (change.happened, field.label, field.before, field.after, change.why)
