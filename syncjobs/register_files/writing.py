"""This portal's register in the layout of the old server's tables; `reading` takes it.

There are no passwords in it: what the portal keeps of them is of no use to any other server.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from sites.models import Site, Store
from syncjobs.register_files.columns import SITES, STORES, Table
from syncjobs.spreadsheet import csv_lines

ROWS_AT_ONCE: Final = 1_000

Row = dict[str, Any]


def exported_sites() -> Iterator[Row]:
    """A row for each site, in the order of their ids; some hundred are in memory at a time."""
    for site in Site.objects.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        yield {column: value(site) for column, value in _SITE_VALUES.items()}


def exported_stores() -> Iterator[Row]:
    """A row for each store, in the order of their codes."""
    for store in Store.objects.order_by("code").iterator(chunk_size=ROWS_AT_ONCE):
        yield {column: value(store) for column, value in _STORE_VALUES.items()}


def as_csv(rows: Iterable[Row], table: Table) -> Iterator[str]:
    """The lines of a CSV file."""
    columns = _SITE_VALUES if table is SITES else _STORE_VALUES
    return csv_lines(columns, (map(_cell, row.values()) for row in rows))


def as_json() -> Iterator[str]:
    """The pieces of a JSON file with both tables."""
    yield "{"
    for table, rows in ((SITES, exported_sites()), (STORES, exported_stores())):
        yield f'{"," if table is STORES else ""}\n"{table.word}": ['
        for number, row in enumerate(rows):
            yield f"{',' if number else ''}\n{json.dumps(row, ensure_ascii=False)}"
        yield "\n]"
    yield "\n}\n"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _date(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}" if moment else ""


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%H:%M:%S}" if moment else ""


_SITE_VALUES: Final[dict[str, Callable[[Site], Any]]] = {
    "ID": lambda site: site.told_id,
    "site_ID": lambda site: site.pk,
    "code": lambda site: site.code,
    "name": lambda site: site.name,
    "hardwareID": lambda site: site.hardware_id,
    "app_name": lambda site: site.app_name,
    "app_version": lambda site: site.app_version,
    "sync_version": lambda site: site.sync_version,
    "is_omsupply_central_server": lambda site: site.is_open_msupply_central,
    "omsupply_central_server_url": lambda site: site.url,
    "initialisation_status": lambda site: site.initialisation_status,
    "first_sync_date": lambda site: _date(site.hardware_id_bound_at),
    "first_sync_time": lambda site: _time(site.hardware_id_bound_at),
    "last_sync_date": lambda site: _date(site.last_success_at),
    "last_sync_time": lambda site: _time(site.last_success_at),
    "last_connection_date": lambda site: _date(site.last_seen_at),
    "last_connection_time": lambda site: _time(site.last_seen_at),
    "disabled_date": lambda site: _date(site.disabled_at),
}
_STORE_VALUES: Final[dict[str, Callable[[Store], Any]]] = {
    "ID": lambda store: store.pk,
    "code": lambda store: store.code,
    "name": lambda store: store.name,
    "name_ID": lambda store: store.name_id,
    "store_mode": lambda store: store.mode,
    "sync_id_remote_site": lambda store: store.site_id or 0,
    "disabled": lambda store: store.disabled,
}
