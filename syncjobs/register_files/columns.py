"""The columns of the files, with the names of the old server (docs/moving-over.md)."""

from dataclasses import dataclass
from typing import Final

DATES: Final = ("first_sync", "last_sync", "last_connection")


@dataclass(frozen=True, slots=True)
class Table:
    """One of the two tables: its names in JSON, its columns in their order, and the needed ones."""

    word: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    needed: tuple[str, ...]

    def column_of(self, heading: str) -> str:
        """The column that a heading means, whatever its case; empty for one that is not used."""
        return {_folded(column): column for column in self.columns}.get(_folded(heading), "")


SITES: Final = Table(
    "site",
    ("site", "sites"),
    (
        *("ID", "site_ID", "code", "name", "password_hash", "hardwareID"),
        *("app_name", "app_version", "sync_version"),
        *("is_omsupply_central_server", "omsupply_central_server_url", "initialisation_status"),
        *(f"{name}_{part}" for name in DATES for part in ("date", "time")),
        "disabled_date",
    ),
    ("ID", "site_ID", "name"),
)
STORES: Final = Table(
    "store",
    ("store", "stores"),
    ("ID", "code", "name", "name_ID", "store_mode", "sync_id_remote_site", "disabled"),
    ("ID", "code", "name_ID", "sync_id_remote_site"),
)


def table_named(name: object) -> Table | None:
    """The table with this name in a JSON file, whatever its case; None for any other."""
    folded = name.casefold() if isinstance(name, str) else ""
    return next((table for table in (SITES, STORES) if folded in table.names), None)


def _folded(heading: str) -> str:
    return heading.strip().casefold().replace("_", "").replace(" ", "").replace("-", "")
