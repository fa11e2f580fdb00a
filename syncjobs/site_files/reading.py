"""The lines of a CSV file of new sites, before anything is known of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sites.site_drafts import CODE, NAME, STORES, URL, SiteDraft
from sites.store_assignment import WantedStore
from syncjobs.csv_table import Row, heading_name, read_table
from syncjobs.escaped_cells import AFTER_CODE, BETWEEN_STORES, plain, split
from syncjobs.spreadsheet import with_formula

COLUMNS: Final = (NAME, CODE, STORES, URL)
OTHER_NAMES: Final = {
    "site": NAME,
    "site_name": NAME,
    "site_code": CODE,
    "store": STORES,
    "store_code": STORES,
    "store_codes": STORES,
    "site_url": URL,
}
COLUMNS_HELP: Final = f"The columns are {', '.join(COLUMNS)}; only {NAME} must be there."
EXAMPLE: Final = (
    COLUMNS,
    ("Lakeside clinic", "LC", "LAKE:Lakeside store", ""),
    ("District hospital", "DH", "HOSP:Hospital store;WARD:Ward 1", "http://192.0.2.10:8000"),
    ("Mobile team", "", "KAM", ""),
)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A line of the file, and its number; `stores` is the cell as it stands there.

    A line that cannot be read has only a `problem`, a sentence that says why.
    """

    number: int
    name: str = ""
    code: str = ""
    stores: str = ""
    url: str = ""
    problem: str = ""

    def draft(self) -> SiteDraft:
        """What the line says. Raises ValueError, whose text is about its stores."""
        stores = read_new_stores(self.stores)
        return SiteDraft(self.name, self.code, self.url, stores, f"Line {self.number}")


def read_sites(content: bytes) -> Iterator[SiteLine]:
    """The sites in the content of a file in UTF-8; commas, semicolons or tabs between its cells."""
    for row in read_table(content, column_of, problem_of_header):
        yield SiteLine(row.number, problem=row.problem) if row.problem else _line(row)


def column_of(heading: str) -> str:
    """The column that a heading of the file names, whatever its case."""
    name = heading_name(heading)
    return OTHER_NAMES.get(name, name)


def problem_of_header(header: Sequence[str]) -> str:
    """Why these cannot be the columns; empty when they can."""
    if unknown := [name for name in header if name not in COLUMNS]:
        named = ", ".join(f"“{name}”" for name in unknown[:5])
        return f"The first line has columns that are not known: {named}. {COLUMNS_HELP}"
    return "" if NAME in header else f"The first line has no column {NAME}. {COLUMNS_HELP}"


def read_new_stores(cell: str) -> tuple[WantedStore, ...]:
    """The stores that a cell such as `KAM;LAKE:Lakeside store` names.

    Raises ValueError, whose text says what is wrong.
    """
    return tuple(_read_store(part) for part in split(cell, BETWEEN_STORES) if part.strip())


def _read_store(text: str) -> WantedStore:
    code, *names = split(text, AFTER_CODE)
    if len(names) > 1:
        raise ValueError(f"“{text.strip()}” has two colons. Write CODE:Name of a new store.")
    return WantedStore(plain(code), plain(names[0]) if names else "")


def _line(row: Row) -> SiteLine:
    cells = {name: with_formula(cell).strip() for name, cell in row.cells.items()}
    return SiteLine(row.number, **cells)
