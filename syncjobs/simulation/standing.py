"""What a site is to the server: its number, its role and the stores that are active on it."""

from dataclasses import dataclass

from syncjobs.simulation.storage.record_store import Record, RecordStore


@dataclass(frozen=True, slots=True)
class Standing:
    """Learnt from discovery; `central_site_id` is the number of the server itself."""

    site_id: int
    central_site_id: int
    is_central_server: bool


def active_stores(records: RecordStore, site_id: int) -> list[Record]:
    """The stores that a site hosts."""
    return [
        store
        for store in records.all("store")
        if store["sync_id_remote_site"] == site_id and not store["disabled"]
    ]


def store_of_name(records: RecordStore, name_id: str) -> Record | None:
    """The store that trades under a name."""
    stores = records.find("store", "name_ID", name_id)
    return stores[0] if stores else None
