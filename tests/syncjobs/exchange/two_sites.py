"""Simulated sites that sync with the running portal, and what is in their databases."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Self

import pytest

from sites.models import Store
from sites.registration import SiteDetails
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change, Key
from syncjobs.records.completion import complete
from syncjobs.records.conversions import convert_for_clients
from syncjobs.records.tables import TABLES, RecordClass
from syncjobs.register import register_site
from syncjobs.simulation import BatchSizes, Pauses, SimulatedSite
from syncjobs.simulation.calls.transport import Attempt
from syncjobs.simulation.integration.client_rules import CLEARED
from syncjobs.simulation.outcome import SyncOutcome
from syncjobs.simulation.storage.record_store import Record
from tests.sites.calls import PASSWORD
from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer

# Short pauses between questions; the limits only end a test that would fail anyway.
HURRIED: Final = Pauses(
    integration_period_seconds=0.02,
    integration_limit_seconds=60,
    initialisation_period_seconds=0.02,
    initialisation_limit_seconds=60,
    connect_seconds=(10, 10, 10),
    silence_seconds=60,
)
# A site that asks a few times and gives up.
IMPATIENT: Final = replace(HURRIED, integration_limit_seconds=0.1)
# So that nearly everything takes several pages.
SMALL: Final = BatchSizes(central_pull=3, queue_pull=3, push=3)
ITEMS: Final = ("item-1", "item-2", "item-3")
LINES: Final = [("item-1", 4.0), ("item-2", 0.5), ("item-3", 12.0)]
MOST_ROUNDS: Final = 12

DOCUMENTS: Final = ("requisition", "requisition_line", "transact", "trans_line")
# Everything but what travels with the central log, or to nobody.
OF_SOMEBODY: Final = tuple(
    table.name
    for table in TABLES.values()
    if table.record_class not in {RecordClass.CENTRAL, RecordClass.NAME, RecordClass.KEPT}
)
OF_ALL: Final = tuple(TABLES)

Replica = dict[Key, Record]


class Sites:
    """Registers and simulates sites. A site has a store whose code is the site's name."""

    def __init__(self, server: PortalServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def register(self, name: str, *more_stores: str, **details: Any) -> SimulatedSite:
        """A new site that has not synced yet."""
        register_site(SiteDetails(name, **details), PASSWORD, [name, *more_stores], "Opened")
        return self.start(name)

    def start(self, name: str, device: str = "first", **choices: Any) -> SimulatedSite:
        """A registered site with the database of this device."""
        values: dict[str, Any] = {
            "url": self._server.url,
            "name": name,
            "password": PASSWORD,
            "database": self._folder / f"{name} {device}.sqlite3",
            "hardware_id": f"machine of {name}",
            "pauses": HURRIED,
            "sizes": SMALL,
        }
        return self._stack.enter_context(SimulatedSite(**(values | choices)))

    def initialised(self, *names: str) -> list[SimulatedSite]:
        """New sites with their data, whose stores all know each other."""
        sites = [self.register(name) for name in names]
        join_all(names)
        # One after the other: the portal turns away sites that sign in first at the same moment.
        for site in sites:
            synced(site)
        return sites


@pytest.fixture
def sites(
    portal_server: PortalServer,
    celery_worker_process: CeleryWorker,
    valkey: ValkeyServer,
    tmp_path: Path,
) -> Iterator[Sites]:
    """Simulated sites of the running portal, in which there are a few items."""
    publish_goods()
    with Sites(portal_server, tmp_path) as started:
        yield started


def store_of(name: str) -> Store:
    """The store of a site."""
    return Store.objects.get(code=name)


def change(table_name: str, **members: Any) -> Change:
    """A change at the centre: a record with every member that sites require."""
    return Change(table_name, members["ID"], complete(table_name, members))


def publish_goods() -> None:
    """Items with what they refer to, and what else a site needs to be usable (protocol 10.5)."""
    author_changes(
        [
            change("unit", ID="unit-1", units="Tablet"),
            change("currency", ID="currency-1", currency="USD", rate=1, is_home_currency=True),
            change("user", ID="simulated-user", name="nurse"),
            change("name", ID="name-invad", name="Adjustments", code="invad", type="invad"),
            *(
                change("item", ID=item, item_name=f"Name of {item}", code=item, unit_ID="unit-1")
                for item in ITEMS
            ),
        ]
    )


def join_all(names: Iterable[str]) -> None:
    """Lets the stores of these sites trade with each other (protocol 10.5)."""
    stores = [store_of(name) for name in names]
    author_changes(
        join(here, there.name_id, f"join-{here.code}-{there.code}")
        for here in stores
        for there in stores
        if here is not there
    )


def join(store: Store, name_id: str, record_id: str, **members: Any) -> Change:
    """Makes a name visible to a store."""
    values = {"om_name_is_customer": True, "om_name_is_supplier": True, **members}
    return change("name_store_join", ID=record_id, store_ID=store.pk, name_ID=name_id, **values)


def synced(site: SimulatedSite) -> SyncOutcome:
    """A sync, which must succeed and leave out no record that was received."""
    outcome = site.sync()
    assert outcome.error is None, outcome.error
    assert site.written_off() == [], site.written_off()
    return outcome


def sync_until_quiet(*sites: SimulatedSite) -> None:
    """Syncs the sites in turn until a whole round moves nothing."""
    for _ in range(MOST_ROUNDS):
        busy = [site for site in sites if _moves_something(synced(site))]
        if not busy:
            return
    raise AssertionError("The sites never come to rest.")


def _moves_something(outcome: SyncOutcome) -> bool:
    counts = outcome.counts
    return any((counts.pushed, counts.pulled_central, counts.pulled_queue))


class PowerCutError(Exception):
    """The device of a site is off."""


def cut_after(count: int) -> Callable[[Attempt], None]:
    """Observes a site, and cuts its power when so many of its requests were answered."""
    answered: list[Attempt] = []

    def observe(attempt: Attempt) -> None:
        answered.append(attempt)
        if len(answered) == count:
            raise PowerCutError

    return observe


def replica(site: SimulatedSite, table_names: Iterable[str] = OF_SOMEBODY) -> Replica:
    """All that a site has of these tables, in the form in which sites read it."""
    return {
        (table_name, record["ID"]): convert_for_clients(table_name, record)
        for table_name in table_names
        for record in site.records(table_name)
    }


def as_read_by(reader: SimulatedSite, records: Replica) -> Replica:
    """Records of another site without the references that this one would clear (protocol 10.1)."""
    return {key: _cleared(reader, key[0], record) for key, record in records.items()}


def _cleared(reader: SimulatedSite, table_name: str, record: Record) -> Record:
    cleared = {
        name: dict(value) if isinstance(value, dict) else value for name, value in record.items()
    }
    for path, target in CLEARED.get(table_name, {}).items():
        outer, _, member = path.rpartition(".")
        owner = cleared.get(outer) if outer else cleared
        if (
            isinstance(owner, dict)
            and owner.get(member)
            and not reader.record(target, owner[member])
        ):
            owner[member] = None
    return cleared
