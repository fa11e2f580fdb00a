"""One sync, request by request (protocol 5).

1. GET site
2. initialise, if this database never saw that end
3. push to the Open mSupply central server, then push here; only once initialised
4. pull the central log, then the queue, then from the Open mSupply central server
5. integrate
"""

from dataclasses import dataclass

from syncjobs.simulation.calls.transport import Transport
from syncjobs.simulation.calls.v5_api import V5Api
from syncjobs.simulation.calls.v6_api import V6Api, check_central_url
from syncjobs.simulation.calls.wire import SiteInfo
from syncjobs.simulation.integration.one_pass import Integration
from syncjobs.simulation.options import BatchSizes, Login, Pauses
from syncjobs.simulation.outcome import Counts
from syncjobs.simulation.standing import Standing, active_stores
from syncjobs.simulation.steps.central_pull import CentralPull
from syncjobs.simulation.steps.initialising import request_initialisation
from syncjobs.simulation.steps.pushing import Pushing, wait_for_integration
from syncjobs.simulation.steps.queue_pull import QueuePull
from syncjobs.simulation.steps.v6_sync import V6Sync
from syncjobs.simulation.storage.change_log import ChangeLog, PushFilter
from syncjobs.simulation.storage.database import Database
from syncjobs.simulation.storage.record_store import RecordStore
from syncjobs.simulation.storage.stored_settings import Setting, StoredSettings
from syncjobs.simulation.storage.sync_log import LoggedSync, StepName, SyncLog


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sync works with.

    `keeps_records` False throws away what is pulled, as a load needs it: the requests are the same.
    """

    login: Login
    database: Database
    transport: Transport
    pauses: Pauses
    sizes: BatchSizes
    has_v6: bool
    keeps_records: bool


class SyncCycle:
    """One sync; `counts` and `notes` grow while it runs."""

    def __init__(self, surroundings: Surroundings, api: V5Api, logged: LoggedSync) -> None:
        self.logged = logged
        self._surroundings = surroundings
        self._api = api
        self._database = surroundings.database
        self._settings = StoredSettings(surroundings.database)
        self._log = SyncLog(surroundings.database)
        self.counts = Counts()
        self.notes: list[str] = []

    def run(self) -> Standing:
        """Does everything; raises SyncFailedError where a real site's sync would end."""
        site = self._api.get_site()
        standing = Standing(
            site_id=self._settings.number(Setting.SITE_ID),
            central_site_id=site.central_site_id,
            is_central_server=site.is_central_server,
        )
        is_initialised = self._log.is_initialised()
        self._prepare(site)
        v6 = self._v6_sync(site)
        self._push_v6(v6 if is_initialised else None, standing)
        self._push(standing, is_initialised=is_initialised)
        self._pull(standing)
        if v6 is not None:
            self._pull_v6(v6, is_initialised=is_initialised)
        self._integrate(standing)
        if not is_initialised:
            self._leave_out_what_came()
        return standing

    def _prepare(self, site: SiteInfo) -> None:
        is_prepared = self._log.is_queue_prepared()
        with self.logged.step(StepName.PREPARE_INITIAL):
            if not is_prepared:
                request_initialisation(
                    self._api, site.initialisation_status, self._surroundings.pauses
                )

    def _v6_sync(self, site: SiteInfo) -> V6Sync | None:
        if site.is_central_server:
            return None
        if not self._surroundings.has_v6:
            if not site.central_url:
                self.notes.append(
                    "No URL of the Open mSupply central server is configured: a real site's sync"
                    " would fail now, with CENTRAL_V6_NOT_CONFIGURED."
                )
                return None
            check_central_url(site.central_url)
            self.notes.append("V6 is left out: the Open mSupply central server is not called.")
            return None
        api = V6Api(site.central_url, self._surroundings.login, self._surroundings.transport)
        return V6Sync(self._database, api, site.central_site_id, self._surroundings.sizes)

    def _push_v6(self, v6: V6Sync | None, standing: Standing) -> None:
        with self.logged.step(StepName.PUSH_V6) as step:
            if v6 is not None:
                v6.push(
                    self._push_filter(standing),
                    lambda remaining: self.logged.report(step, remaining),
                )
                v6.wait_for_integration(self._surroundings.pauses)

    def _push(self, standing: Standing, *, is_initialised: bool) -> None:
        with self.logged.step(StepName.PUSH) as step:
            if is_initialised:
                pushing = Pushing(
                    self._database,
                    self._api,
                    self._push_filter(standing),
                    self._surroundings.sizes.push,
                )
                self.counts.pushed = pushing.run(
                    lambda remaining: self.logged.report(step, remaining)
                )
                wait_for_integration(self._api, self._surroundings.pauses)

    def _pull(self, standing: Standing) -> None:
        sizes, source = self._surroundings.sizes, standing.central_site_id
        keeps_records = self._surroundings.keeps_records
        with self.logged.step(StepName.PULL_CENTRAL) as step:
            central = CentralPull(self._database, self._api, source, sizes.central_pull)
            self.counts.pulled_central = central.run(
                lambda remaining: self.logged.report(step, remaining),
                keeps_records=keeps_records,
            )
        with self.logged.step(StepName.PULL_REMOTE) as step:
            queue = QueuePull(self._database, self._api, source, sizes.queue_pull)
            self.counts.pulled_queue = queue.run(
                lambda remaining: self.logged.report(step, remaining),
                keeps_records=keeps_records,
            )

    def _pull_v6(self, v6: V6Sync, *, is_initialised: bool) -> None:
        with self.logged.step(StepName.PULL_V6) as step:
            self.counts.pulled_v6 = v6.pull(
                lambda remaining: self.logged.report(step, remaining),
                is_initialised=is_initialised,
                keeps_records=self._surroundings.keeps_records,
            )

    def _integrate(self, standing: Standing) -> None:
        with self.logged.step(StepName.INTEGRATE) as step:
            integration = Integration(
                self._database,
                standing,
                lambda remaining: self.logged.report(step, remaining),
            )
            self.counts.integration = integration.run()

    def _leave_out_what_came(self) -> None:
        end = ChangeLog(self._database).end()
        self._settings.save(Setting.PUSH_CURSOR, end)
        self._settings.save(Setting.V6_PUSH_CURSOR, end)

    def _push_filter(self, standing: Standing) -> PushFilter:
        store_ids: tuple[str, ...] | None = None
        if self._surroundings.keeps_records:
            stores = active_stores(RecordStore(self._database), standing.site_id)
            store_ids = tuple(store["ID"] for store in stores)
        return PushFilter(standing.is_central_server, standing.central_site_id, store_ids)
