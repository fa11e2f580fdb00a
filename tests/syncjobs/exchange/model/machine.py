"""What may happen between several sites and the portal, in any order."""

import sys
from contextlib import ExitStack
from copy import deepcopy
from typing import ClassVar
from unittest import mock

from django.db import transaction
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sites.choices import InitialisationStatus
from syncjobs.exchange import integrate
from syncjobs.records import filling
from tests.syncjobs.exchange.model.entering import edited, entered, has_its_header
from tests.syncjobs.exchange.model.register import STORE_IDS, STORES_OF_SITES
from tests.syncjobs.exchange.model.wishes import Wish, wishes_of_centre, wishes_of_site
from tests.syncjobs.exchange.model.world import World

SITES = st.integers(0, len(STORES_OF_SITES) - 1)
FEW = st.sampled_from([1, 2, 3, 500])
# A dead process is rarer than a living one; this is the statement at which it dies.
STATEMENTS = st.none() | st.integers(0, 60)
ROUNDS = 20
Status = InitialisationStatus


class ExchangeMachine(RuleBasedStateMachine):
    """Sites that push, pull, acknowledge, lose everything; a centre that edits and moves stores.

    Each example begins with the world of `beginning` and is undone at its end.
    """

    beginning: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.world = deepcopy(self.beginning)
        self.site_ids = self.world.register.site_ids
        self._stack = ExitStack()
        self._undone = transaction.atomic()
        self._undone.__enter__()

    @initialize(chunk=st.sampled_from([1_024, 1_024, 1, 2, 3]))
    def begin(self, chunk: int) -> None:
        self.world.chunk = chunk
        self._stack.enter_context(override_settings(JOB_ATTEMPTS=1_000, JOB_RETRY_SECONDS=0))
        self._stack.enter_context(mock.patch.object(integrate, "CHUNK", chunk))
        self._stack.enter_context(mock.patch.object(filling, "CHUNK", chunk))

    @rule(site=SITES, wishes=wishes_of_site())
    def push(self, site: int, wishes: list[Wish]) -> None:
        if self.world.status[self.site_ids[site]] == Status.COMPLETED:
            entries = [entered(self.world, site, wish) for wish in wishes]
            self.world.push(self.site_ids[site], [entries], ends=True)

    @rule(site=SITES, wishes=wishes_of_site())
    def push_and_integrate(self, site: int, wishes: list[Wish]) -> None:
        self.push(site, wishes)
        self.world.integrate()

    @rule(site=SITES, wishes=wishes_of_site(), again=st.booleans(), ends=st.booleans())
    def push_in_parts(self, site: int, wishes: list[Wish], *, again: bool, ends: bool) -> None:
        if self.world.status[self.site_ids[site]] != Status.COMPLETED:
            return
        parts = [[entered(self.world, site, wish)] for wish in wishes]
        if again:
            parts.append(parts[-1])
        self.world.push(self.site_ids[site], parts, ends=ends)

    @precondition(lambda self: self.world.is_anything_complete())
    @rule(statements=STATEMENTS)
    def integrate(self, statements: int | None) -> None:
        self.world.integrate(statements)

    @rule(site=SITES, limit=FEW, stored=FEW)
    def pull(self, site: int, limit: int, stored: int) -> None:
        site_id = self.site_ids[site]
        if not self.world.is_busy(site_id):
            self.world.pull_central(site_id, limit)
            self.world.pull_queue(site_id, limit, stored)
            self.world.acknowledge_again(site_id)

    @rule(site=SITES)
    def pull_everything(self, site: int) -> None:
        if not self.world.is_busy(self.site_ids[site]):
            self.world.pull_everything(self.site_ids[site])

    @rule(wishes=wishes_of_centre())
    def edit(self, wishes: list[Wish]) -> None:
        changes = [edited(self.world, wish) for wish in wishes]
        self.world.edit([each for each in changes if has_its_header(self.world, *each)])

    @rule(site=SITES, store=st.none() | st.sampled_from(STORE_IDS), is_forced=st.booleans())
    def upset(self, site: int, store: str | None, *, is_forced: bool) -> None:
        if store is None:
            self.world.lose_everything(self.site_ids[site])
        else:
            self.world.move(store, self.site_ids[site], is_forced=is_forced)

    @precondition(lambda self: self.world.is_anything_asked_for())
    @rule(statements=STATEMENTS)
    def run_jobs(self, statements: int | None) -> None:
        self.world.run_jobs(statements)

    @invariant()
    def queues_are_counted(self) -> None:
        self.world.check_queues()

    def teardown(self) -> None:
        try:
            # An example that failed must not fail a second time here.
            if sys.exc_info()[0] is None:
                self._settle()
                self.world.check_queues()
                self.world.check_replicas()
        finally:
            self._stack.close()
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

    def _settle(self) -> None:
        for site_id, status in self.world.status.items():
            self.world.end_push(site_id)
            if status == Status.NEW:
                self.world.lose_everything(site_id)
        self.world.integrate()
        for _ in range(ROUNDS):
            jobs = self.world.run_jobs()
            for site_id in self.site_ids:
                self.world.pull_everything(site_id)
            if not jobs:
                return
        raise AssertionError("The jobs do not come to an end.")
