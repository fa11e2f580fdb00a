"""The simulated site: its records, what people enter there, and its syncs."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from syncjobs.records.tables import TABLES
from syncjobs.simulation.calls.patient_api import FoundPatient, Join, PatientApi
from syncjobs.simulation.calls.transport import Attempt, Transport, look_away
from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.cycle import Surroundings, SyncCycle
from syncjobs.simulation.documents.authoring import Authoring
from syncjobs.simulation.documents.own_records import OwnRecords
from syncjobs.simulation.documents.transfers import process_transfers
from syncjobs.simulation.entering import enter_settings
from syncjobs.simulation.errors import SyncFailedError
from syncjobs.simulation.integration.client_rules import ORDER
from syncjobs.simulation.options import (
    APP_NAME,
    APP_VERSION,
    HARDWARE_ID,
    BatchSizes,
    Login,
    Pauses,
    sha256_of,
)
from syncjobs.simulation.outcome import Counts, SyncOutcome, failure_of, step_reports
from syncjobs.simulation.people.logging_in import LoginDesk, LoginOutcome
from syncjobs.simulation.standing import active_stores
from syncjobs.simulation.storage.buffer import Buffer, WrittenOff
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import Record, RecordStore
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings
from syncjobs.simulation.storage.sync_log import Step, SyncLog, Watch

_AS_A_REAL_SITE: Final = Pauses()
_REAL_SIZES: Final = BatchSizes()


def watch_nothing(step: Step) -> None:
    """Takes no notice of a step."""


class SimulatedSite:
    """A remote site, to be used by one thread at a time.

    `database` is its file, None for memory. With `has_v6` it also calls the Open mSupply central
    server. `keeps_records` False throws away what is pulled, for loads of many sites. `observe` is
    told of every attempt of a request, `watch` of every change of a step.
    """

    def __init__(  # noqa: PLR0913 - what a person can choose about a site
        self,
        *,
        url: str,
        name: str,
        password: str,
        database: Path | None = None,
        hardware_id: str = HARDWARE_ID,
        app_name: str = APP_NAME,
        app_version: str = APP_VERSION,
        pauses: Pauses = _AS_A_REAL_SITE,
        sizes: BatchSizes = _REAL_SIZES,
        has_v6: bool = False,
        keeps_records: bool = True,
        observe: Callable[[Attempt], None] = look_away,
        watch: Watch = watch_nothing,
    ) -> None:
        self._database = Database(database)
        self._surroundings = Surroundings(
            login=Login(url, name, sha256_of(password), hardware_id, app_name, app_version),
            database=self._database,
            transport=Transport(pauses, observe),
            pauses=pauses,
            sizes=sizes,
            has_v6=has_v6,
            keeps_records=keeps_records,
        )
        self._watch = watch
        self._is_central_server = False
        self._log = SyncLog(self._database)
        self._settings = StoredSettings(self._database)
        self._records = RecordStore(self._database)
        self._own = OwnRecords(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database."""
        self._database.close()

    @property
    def site_id(self) -> int:
        """The number of the site at the server; 0 until the settings were entered."""
        return self._settings.number(Setting.SITE_ID)

    @property
    def is_initialised(self) -> bool:
        """Whether any sync has succeeded."""
        return self._log.is_initialised()

    def sync(self) -> SyncOutcome:
        """Syncs once, as a real site does; never raises for an expected failure."""
        began = time.monotonic()
        attempts_before = self._surroundings.transport.attempt_count
        cycle: SyncCycle | None = None
        failure: SyncFailedError | None = None
        try:
            api = V5Api(self._surroundings.login, self._surroundings.transport)
            enter_settings(self._database, self._surroundings.login, api)
            cycle = SyncCycle(self._surroundings, api, self._log.begin(self._watch))
            self._run(cycle)
        except SyncFailedError as error:
            failure = error
        return SyncOutcome(
            steps=step_reports(cycle.logged.steps) if cycle else (),
            error=failure_of(failure) if failure else None,
            counts=cycle.counts if cycle else Counts(),
            notes=tuple(cycle.notes) if cycle else (),
            attempt_count=self._surroundings.transport.attempt_count - attempts_before,
            seconds=time.monotonic() - began,
        )

    def log_in(self, name: str, password: str) -> LoginOutcome:
        """Logs somebody in at the site, as its screen would; never raises for an expected failure.

        A site that has no records yet knows no store that the user could enter.
        """
        surroundings = self._surroundings
        desk = LoginDesk(self._database, surroundings.login, surroundings.pauses)
        return desk.log_in(name, password)

    def records(self, table_name: str) -> list[Record]:
        """The records of a table, by id."""
        return self._records.all(table_name)

    def record(self, table_name: str, record_id: str) -> Record | None:
        """A record, or None."""
        return self._records.get(table_name, record_id)

    def stores(self) -> list[Record]:
        """The stores that are active on this site."""
        return active_stores(self._records, self.site_id)

    def save(self, table_name: str, record: Record) -> None:
        """Writes a record as people at the site would; the next sync pushes it.

        Raises ValueError for a table that a site of this role never writes.
        """
        table = TABLES.get(table_name)
        if table and (not table.up or (table.from_central_only and not self._is_central_server)):
            raise ValueError(f"A site like this never pushes records of {table_name}.")
        self._own.save(table_name, record)

    def delete(self, table_name: str, record_id: str) -> None:
        """Deletes a record as people at the site would; the next sync pushes that.

        Raises ValueError for a table from which sites push no deletes.
        """
        table = TABLES.get(table_name)
        if table and "D" not in table.up:
            raise ValueError(f"Sites push no deletes of {table_name}.")
        self._own.delete(table_name, record_id)

    def authoring(self, store_code: str = "") -> Authoring:
        """Enters whole documents in the store, or in the first one."""
        return Authoring(self._own, self.site_id, store_code)

    def search_patients(self, query: Mapping[str, str]) -> list[FoundPatient]:
        """The patients of all sites that the server finds. Raises SyncFailedError."""
        return self._patient_api().search(query)

    def join_patient(self, patient_id: str, store_code: str = "") -> Join:
        """Has a patient made visible to the store, or to the first one; the next sync brings it.

        Raises SyncFailedError, and AuthoringError when the site has no such store.
        """
        store = self.authoring(store_code).store()
        return self._patient_api().join(patient_id, store["ID"])

    def written_off(self) -> list[WrittenOff]:
        """The received records that were refused, with the reasons."""
        return Buffer(self._database).written_off()

    def unused_tables(self) -> list[str]:
        """The tables that the site knows nothing about, and of which it received records."""
        return Buffer(self._database).unknown_tables(ORDER)

    def _patient_api(self) -> PatientApi:
        return PatientApi(self._surroundings.login, self._surroundings.transport)

    def _run(self, cycle: SyncCycle) -> None:
        try:
            standing = cycle.run()
        except SyncFailedError as error:
            cycle.logged.end(error)
            raise
        cycle.logged.end()
        self._is_central_server = standing.is_central_server
        if self._surroundings.keeps_records:
            cycle.notes += process_transfers(self._database, standing.site_id)
