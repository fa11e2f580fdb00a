"""Tables of an old server as tests write them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sites.credentials import client_secret
from syncjobs.models import Record
from syncjobs.register_files.cells import Clock
from syncjobs.register_files.columns import SITES, STORES
from syncjobs.register_files.importing import RegisterFiles, import_register, plan_register
from syncjobs.register_files.plan import RegisterPlan
from syncjobs.register_files.reading import read_csv_table
from tests.sites.calls import PASSWORD

OLD_ID = "0F6C7A526C1E4C3E9A2D2F3F8F6B1D11"
MAX_CURSOR = 1_204_233
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)

Row = Mapping[str, Any]


def a_site(**cells: Any) -> dict[str, Any]:
    """A line of the site table; `cells` replace what is usual."""
    usual = {
        "ID": OLD_ID,
        "site_ID": 12,
        "code": "d12",
        "name": "District 12",
        "password_hash": client_secret(PASSWORD).upper(),
        "hardwareID": "machine-1",
        "app_name": "Open mSupply Desktop",
        "app_version": "2.20.0",
        "sync_version": "14",
        "is_omsupply_central_server": "False",
        "omsupply_central_server_url": "",
        "initialisation_status": "completed",
        "first_sync_date": "2024-05-02",
        "first_sync_time": "08:00:00",
        "last_sync_date": "31/03/2026",
        "last_sync_time": "14:30:00",
        "last_connection_date": "31/03/2026",
        "last_connection_time": "14:31:00",
        "disabled_date": "0000-00-00",
    }
    return usual | cells


def a_store(**cells: Any) -> dict[str, Any]:
    """A line of the store table; `cells` replace what is usual."""
    usual = {
        "ID": "st-12",
        "code": "KAM",
        "name": "Kamina",
        "name_ID": "n-12",
        "store_mode": "store",
        "sync_id_remote_site": 12,
        "disabled": "False",
    }
    return usual | cells


def as_csv(rows: Sequence[Row]) -> str:
    """The lines of a CSV file; the first row names the columns."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def files(
    sites: Sequence[Row], stores: Sequence[Row] = (), cursor: int | None = MAX_CURSOR
) -> RegisterFiles:
    """The tables, read; the old server stands two hours east of UTC."""
    clock = Clock(ZoneInfo("Africa/Lusaka"), NOW)
    read_sites = read_csv_table(as_csv(sites).encode(), SITES)
    read_stores = read_csv_table(as_csv(stores or [a_store()]).encode(), STORES)
    if not stores:
        read_stores.lines.clear()
    return RegisterFiles(clock, read_sites, read_stores, cursor)


def planned(sites: Sequence[Row], stores: Sequence[Row] = ()) -> RegisterPlan:
    """What an import would do."""
    return plan_register(files(sites, stores))


def imported(sites: Sequence[Row], stores: Sequence[Row] = (), **choices: Any) -> RegisterPlan:
    """What an import did."""
    return import_register(files(sites, stores), **choices)


def told(plan: RegisterPlan) -> list[str]:
    """The lines that are printed of the lines of the files."""
    return [str(each) for each in (*plan.sites, *plan.stores)]


def import_own_currency() -> None:
    """As an import of the old server's records leaves it: the portal's own currency gave way."""
    for record in Record.objects.filter(table_name="currency"):
        record.data = record.data.replace('"USD"', '"ZMW"')
        record.save()
