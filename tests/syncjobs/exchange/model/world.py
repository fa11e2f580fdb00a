"""The portal and the model side by side: everything is done to both, and both are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.utils import timezone

from sites.choices import InitialisationStatus
from sites.models import Site, Store
from syncjobs.choices import JobKind, JobStatus
from syncjobs.exchange.initialise import request_initialisation
from syncjobs.exchange.integrate import integrate_complete_pushes
from syncjobs.exchange.moving import begin_ready_moves, request_move
from syncjobs.jobs import runner, sweeping
from syncjobs.models import PushedBatch, QueuedRecord, SiteQueue, StoreMove, SyncJob
from syncjobs.records.authoring import author_changes
from syncjobs.records.change import Change
from tests.syncjobs.exchange.model.centre import Batch, Centre, Pushed, all_of
from tests.syncjobs.exchange.model.client import Client
from tests.syncjobs.exchange.model.dying import Died, dying
from tests.syncjobs.exchange.model.ledger import Ledger
from tests.syncjobs.exchange.model.register import Register
from tests.syncjobs.exchange.model.rules import CENTRAL, CONSTANTS, STAYS, Data, Key, Records

Status = InitialisationStatus


@dataclass(slots=True)
class World:
    """Several sites around one centre."""

    register: Register
    chunk: int
    centre: Centre = field(init=False)
    clients: dict[int, Client] = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    status: dict[int, Status] = field(init=False)
    # What sites changed and the centre did not accept: theirs differs.
    differs: set[tuple[int, Key]] = field(default_factory=set)
    # Central records that the central server has not pulled since they changed or were lost.
    central_news: set[Key] = field(default_factory=set)
    # The stores whose move is asked for and not finished.
    moving: set[str] = field(default_factory=set)
    versions: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.centre = Centre(Records(self.register))
        self.clients = {site_id: Client(site_id) for site_id in self.register.site_ids}
        self.status = dict.fromkeys(self.register.site_ids, Status.NEW)

    @property
    def records(self) -> Records:
        """The records as they should be."""
        return self.centre.records

    def is_busy(self, site_id: int) -> bool:
        """Whether the site may not pull: something of it waits, or it is not initialised."""
        waits = all_of(self.centre.inbox, site_id)
        return bool(waits) or self.status[site_id] != Status.COMPLETED

    def is_anything_complete(self) -> bool:
        """Whether a push waits to be integrated."""
        return any(batch.is_complete for batch in self.centre.inbox)

    def is_anything_asked_for(self) -> bool:
        """Whether a site waits for its data, or a store to be moved."""
        return Status.STARTED in self.status.values() or bool(self.moving)

    # What sites do

    def push(self, site_id: int, parts: Sequence[Sequence[Pushed]], *, ends: bool) -> None:
        """Pushes these entries in several POSTs, and says that it is all, or not."""
        client = self.clients[site_id]
        left = sum(len(part) for part in parts) + 1
        for part in parts:
            client.post(part, left)
            self.centre.inbox.append(Batch(list(part)))
        if ends:
            self.end_push(site_id)

    def enter(self, entry: Pushed) -> None:
        """Somebody at the site makes this change."""
        self.ledger.gone[entry.site_id].discard(entry.key)
        client = self.clients[entry.site_id]
        data = entry.data
        constant = CONSTANTS.get(entry.key[0], "")
        held = client.held.get(entry.key, {})
        if data is not None and constant in held:
            data = data | {constant: held[constant]}
        client.apply(entry.key, data)

    def end_push(self, site_id: int) -> None:
        """Says that the push is over."""
        self.clients[site_id].post([], 0)
        for batch in all_of(self.centre.inbox, site_id):
            batch.is_complete = True

    def pull_central(self, site_id: int, limit: int) -> bool:
        """Takes one page of the central log; whether there was anything."""
        pulled = self.clients[site_id].pull_central(limit)
        for key, data in pulled:
            if key in self.records.living or key in self.records.graves:
                assert data == self.records.living.get(key)
                assert self.records.authors.get(key) != site_id or key in self.central_news
        if not pulled and site_id == self.register.central_id:
            self.central_news.clear()
        return bool(pulled)

    def pull_queue(self, site_id: int, limit: int, stored: int) -> bool:
        """Takes one page and acknowledges so many of its rows; whether there was anything."""
        client = self.clients[site_id]
        length, rows = client.page(limit)
        assert length == (QueuedRecord.objects.filter(site_id=site_id).count() if rows else 0)
        for _, key, data in rows:
            self._check_delivery(site_id, key, data)
        client.store(rows)
        taken = client.acknowledge([row_id for row_id, _, _ in rows[:stored]])
        assert taken == len(rows[:stored])
        waiting = QueuedRecord.objects.filter(site_id=site_id)
        left = set(waiting.values_list("record__table_name", "record__record_id"))
        self.ledger.news[site_id] -= {key for _, key, _ in rows} - left
        return bool(rows)

    def pull_everything(self, site_id: int) -> None:
        """Takes all that there is for the site."""
        while self.pull_central(site_id, 500):
            pass
        while self.pull_queue(site_id, 500, 500):
            pass

    def acknowledge_again(self, site_id: int) -> None:
        """The acknowledgement comes a second time."""
        client = self.clients[site_id]
        assert client.acknowledge(client.acknowledged) == 0

    def lose_everything(self, site_id: int) -> None:
        """The site begins anew with an empty database."""
        self.clients[site_id].lose_everything()
        if site_id == self.register.central_id:
            self.central_news |= self.records.living.keys()
        self.ledger.lost(site_id)
        request_initialisation(site_id)
        self.status[site_id] = Status.STARTED

    # What the centre does

    def integrate(self, dies_after: int | None = None) -> None:
        """Integrates what is complete; all of it or, when the worker dies, nothing."""
        complete = [batch for batch in self.centre.inbox if batch.is_complete]
        try:
            with dying(dies_after):
                integrate_complete_pushes()
        except Died:
            if PushedBatch.objects.complete().exists():
                return
        self._integrated(complete)

    def edit(self, changes: Sequence[tuple[Key, Data | None]]) -> None:
        """Makes changes at the centre."""
        before = self.records.holdings()
        author_changes(Change(*key, data) for key, data in changes)
        for key, data in changes:
            self.records.put(key, data, None)
            if key[0] in CENTRAL:
                self.central_news.add(key)
        authors: dict[Key, set[int]] = {key: set() for key, _ in changes}
        self.ledger.changed(before, self.records.holdings(), authors)

    def move(self, store_id: str, site_id: int, *, is_forced: bool) -> None:
        """Asks for a store to work on another site."""
        if store_id in self.moving or self.register.site_of_store[store_id] == site_id:
            return
        store, site = Store.objects.get(pk=store_id), Site.objects.get(pk=site_id)
        request_move(store, site, force_reason="It is broken." if is_forced else "")
        self.moving.add(store_id)

    def run_jobs(self, dies_after: int | None = None) -> int:
        """Runs what is due, as one worker that may die; returns how many jobs there were."""
        begin_ready_moves()
        jobs = list(SyncJob.objects.live().order_by("pk"))
        for job in jobs:
            must_wait = [] if job.kind != JobKind.MOVE_STORE else self._moves_that_wait(job.site_id)
            try:
                with dying(dies_after):
                    runner.run_job(job.pk)
            except Died:
                self._revive(job)
            job.refresh_from_db()
            if job.kind == JobKind.INITIALISE:
                self._prepared(job)
            self._follow_moves()
            assert not set(must_wait) & self._moved()
            assert job.status in {JobStatus.SUCCEEDED, JobStatus.QUEUED}, job.error_message
            if job.kind == JobKind.MOVE_STORE and job.status == JobStatus.SUCCEEDED:
                self._fill(job.site_id)
        return len(jobs)

    # What both must agree on

    def check_queues(self) -> None:
        """The counted lengths are the true ones, and only who asked for its data has a queue."""
        for site_id, status in self.status.items():
            rows = QueuedRecord.objects.filter(site_id=site_id).count()
            queue = SiteQueue.objects.filter(site_id=site_id).first()
            assert rows == (0 if queue is None else queue.length)
            assert (queue is None) == (status == Status.NEW)

    def check_replicas(self) -> None:
        """Every site holds what it must, in its newest version, and nothing that it must not."""
        for site_id, client in self.clients.items():
            for key, data in self.records.living.items():
                if self.records.must_hold(site_id, key) and (site_id, key) not in self.differs:
                    assert client.held.get(key) == data, (site_id, key)
            for key in self.ledger.gone[site_id]:
                assert key not in client.held or (site_id, key) in self.differs, (site_id, key)
            for table, record_id in client.held:
                if table == "unit":
                    assert (table, record_id) in self.records.living

    def _check_delivery(self, site_id: int, key: Key, data: Data | None) -> None:
        where = (site_id, key)
        once = key in self.ledger.once[site_id]
        if data is None:
            # A site with a join that was never active is told of the end of a person as well.
            assert once or key[0] == "name", where
            return
        assert key in self.ledger.news[site_id], where
        assert data == self.records.living.get(key), where
        # What was queued while it was in sight is not taken out again.
        is_left_over = once and (key[0] in STAYS or self.records.is_orphan(key))
        kept = key in self.ledger.kept[site_id]
        assert is_left_over or kept or site_id in self.records.may_hold(key), where

    def _integrated(self, batches: Sequence[Batch]) -> None:
        self.centre.inbox = [each for each in self.centre.inbox if each not in batches]
        entries = [entry for batch in batches for entry in batch.entries]
        for start in range(0, len(entries), self.chunk):
            part = entries[start : start + self.chunk]
            before = self.records.holdings()
            authors = self.centre.take(part)
            self.ledger.changed(before, self.records.holdings(), authors)
        for entry in entries:
            self._note_difference(entry)

    def _note_difference(self, entry: Pushed) -> None:
        if entry.who in self.centre.set_aside:
            self.differs.add(entry.who)
        else:
            self.differs.discard(entry.who)

    def _prepared(self, job: SyncJob) -> None:
        """The site's data may be prepared; what it had pushed may be integrated even if not."""
        if not PushedBatch.objects.filter(site_id=job.site_id).exists():
            self._integrated(all_of(self.centre.inbox, job.site_id))
        if job.status == JobStatus.SUCCEEDED:
            status = Site.objects.get(pk=job.site_id).initialisation_status
            assert status == Status.COMPLETED
            self.status[job.site_id] = Status.COMPLETED
            self.differs = {each for each in self.differs if each[0] != job.site_id}
            self._fill(job.site_id)

    def _fill(self, site_id: int) -> None:
        keys = self.records.living
        self.ledger.filled(site_id, {key for key in keys if site_id in self.records.may_hold(key)})

    def _revive(self, job: SyncJob) -> None:
        """The reaper finds the job of a dead worker, and its time comes."""
        long_ago = timezone.now() - timedelta(days=1)
        SyncJob.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
        sweeping.reap_silent_jobs()
        SyncJob.objects.filter(pk=job.pk).update(not_before=long_ago)

    def _moves_that_wait(self, to_site_id: int) -> Iterable[int]:
        """The moves to this site whose old site still has something to send or to get."""
        moves = StoreMove.objects.filter(to_site_id=to_site_id, moved_at=None, is_forced=False)
        return [
            move.pk
            for move in moves
            if move.from_site_id is not None
            and (
                all_of(self.centre.inbox, move.from_site_id)
                or QueuedRecord.objects.filter(site_id=move.from_site_id).exists()
            )
        ]

    @staticmethod
    def _moved() -> set[int]:
        return set(StoreMove.objects.exclude(moved_at=None).values_list("pk", flat=True))

    def _follow_moves(self) -> None:
        """Makes the model's register that of the portal."""
        for store_id, site_id in Store.objects.values_list("pk", "site_id"):
            if self.register.site_of_store[store_id] != site_id:
                before = self.records.holdings()
                self.register.site_of_store[store_id] = site_id
                self.ledger.moved(before, self.records.holdings())
        finished = StoreMove.objects.filter(finished_at__isnull=False)
        self.moving -= set(finished.values_list("store_id", flat=True)) - set(
            StoreMove.objects.filter(finished_at__isnull=True).values_list("store_id", flat=True)
        )
