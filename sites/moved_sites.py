"""Writing many sites at once as they come from an old server, with their history.

The rules of `sites.registration` are kept by whoever judges the sites before; what the database
enforces is refused by it.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import connection
from simple_history.utils import bulk_create_with_history

from sites.models import Site, Store
from sites.names import name_key
from sites.site_users.parts import AT_ONCE, parts

REASON: Final = "Moved over"


def add_moved_sites(sites: Sequence[Site]) -> None:
    """Saves sites that are new under the ids that they have, which are given to no other site."""
    for site in sites:
        site.name_key = name_key(site.name)
    for some in parts(sites):
        bulk_create_with_history(list(some), Site, AT_ONCE, default_change_reason=REASON)
    _pass_over_ids(Site)


def write_moved_sites(sites: Sequence[Site], columns: Collection[str]) -> None:
    """Writes these columns of sites that are there."""
    for site in sites:
        site.name_key = name_key(site.name)
    written = {*columns, "name_key"} if "name" in columns else set(columns)
    _write(sites, written, Site)


def add_moved_stores(stores: Sequence[Store]) -> None:
    """Saves stores that are new under the ids that they have."""
    for some in parts(stores):
        bulk_create_with_history(list(some), Store, AT_ONCE, default_change_reason=REASON)


def write_moved_stores(stores: Sequence[Store], columns: Collection[str]) -> None:
    """Writes these columns of stores that are there."""
    _write(stores, columns, Store)


def _write(rows: Sequence[Any], columns: Collection[str], model: Any) -> None:
    for some in parts(rows):
        # Before the rows, whose writing takes them for new and their time of creation for now.
        model.history.bulk_history_create(some, update=True, default_change_reason=REASON)
        # An update of each row by its own values is many times slower.
        model.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
        )


def _pass_over_ids(model: type[Site]) -> None:
    """Has the database go on counting behind the highest id; SQLite does so by itself."""
    if connection.vendor != "postgresql":
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute(
            f"SELECT setval(%s, GREATEST((SELECT max(id) FROM {table}),"  # noqa: S608 - own names
            f" (SELECT last_value FROM {sequence})))",
            [sequence],
        )
