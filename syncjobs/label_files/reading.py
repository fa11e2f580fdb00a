"""The lines of a CSV file of labels, before anything is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from syncjobs.csv_table import Row, heading_name, read_table
from syncjobs.spreadsheet import with_formula

SITE: Final = "site"
SITE_ID: Final = "site_id"
LABELS: Final = "labels"
# As in an export of the list of sites.
OTHER_NAMES: Final = {"name": SITE}
COLUMNS_HELP: Final = "The columns are site (a name) or site_id, and labels; others are not read."


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A line of the file: which site, and all its labels with `;` between them.

    A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    site: str = ""
    site_id: str = ""
    labels: str = ""
    problem: str = ""


def read_label_lines(content: bytes) -> Iterator[LabelLine]:
    """The sites in the content of a file, in UTF-8, with commas or semicolons between its cells."""
    for row in read_table(content, _column_of, _problem_of_header):
        yield LabelLine(row.number, problem=row.problem) if row.problem else _line(row)


def _column_of(heading: str) -> str:
    name = heading_name(heading)
    return OTHER_NAMES.get(name, name)


def _problem_of_header(header: Sequence[str]) -> str:
    if LABELS not in header or not {SITE, SITE_ID} & set(header):
        return f"The first line lacks a column. {COLUMNS_HELP}"
    return ""


def _line(row: Row) -> LabelLine:
    site, site_id, labels = (
        with_formula(row.cells.get(name, "")).strip() for name in (SITE, SITE_ID, LABELS)
    )
    return LabelLine(row.number, site, site_id, labels)
