"""Importing the register of an old server: all of it or nothing, after every line was judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from sites.central_server import tick_central_server
from sites.errors import RegisterError
from sites.models import Site, Store
from sites.moved_sites import (
    REASON,
    add_moved_sites,
    add_moved_stores,
    write_moved_sites,
    write_moved_stores,
)
from syncjobs.chunks import chunks
from syncjobs.models import SiteQueue
from syncjobs.records.audience import OPEN_STATUSES
from syncjobs.records.central_edits import queue_what_belongs_to
from syncjobs.records.log_places import put_log_behind
from syncjobs.records.store_records import write_store_records
from syncjobs.records.writing import lock_records
from syncjobs.register_files.cells import Clock
from syncjobs.register_files.decided_here import decided_here
from syncjobs.register_files.plan import Outcome, RegisterPlan
from syncjobs.register_files.reading import ReadTable
from syncjobs.register_files.site_judging import SiteJudge
from syncjobs.register_files.standing import obstacles_of, without_store
from syncjobs.register_files.store_judging import StoreJudge, Surroundings, stores_being_moved

MEANWHILE: Final = "The register was changed by somebody else in the meantime."


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """What is imported: the two tables, the old server's clock and the end of its central log.

    `old_max_cursor` is None when it was not named.
    """

    clock: Clock
    sites: ReadTable = field(default_factory=ReadTable)
    stores: ReadTable = field(default_factory=ReadTable)
    old_max_cursor: int | None = None


def plan_register(files: RegisterFiles) -> RegisterPlan:
    """What an import of these files would do. Nothing is written."""
    return _planned(files, Site.objects.all(), Store.objects.all())


@transaction.atomic
def import_register(files: RegisterFiles, *, skip_refused: bool = False) -> RegisterPlan:
    """Makes the register what the files say, in one transaction.

    Nothing is written when a line is refused, unless such lines are to be skipped, nor when there
    is an obstacle; the plan says so. Raises RegisterError when somebody else came in between.
    """
    # Before judging: otherwise somebody could change the register between the look and the change.
    lock_records()
    plan = _planned(files, Site.objects.select_for_update(), Store.objects.select_for_update())
    if not plan.obstacles and (skip_refused or not plan.refused_count):
        try:
            with transaction.atomic():
                _carry_out(plan, files)
        except IntegrityError as error:
            raise RegisterError(MEANWHILE, "Begin again with a dry run.") from error
    return plan


def _planned(
    files: RegisterFiles, present_sites: QuerySet[Site], present_stores: QuerySet[Store]
) -> RegisterPlan:
    sites = list(present_sites.order_by("pk"))
    open_sites = frozenset(site.pk for site in sites if site.initialisation_status in OPEN_STATUSES)
    plan = RegisterPlan(
        sites=list(SiteJudge(sites, files.clock, decided_here(Site)).judge(files.sites.lines)),
        unused_site_columns=list(files.sites.unused),
        unused_store_columns=list(files.stores.unused),
    )
    there = {site.pk: site for site in [*sites, *plan.new_sites]}
    stores = {store.pk: store for store in present_stores.order_by("pk")}
    around = Surroundings(stores, there, open_sites, stores_being_moved(), decided_here(Store))
    plan.stores = list(StoreJudge(around).judge(files.stores.lines))
    plan.obstacles = list(obstacles_of(plan, files.old_max_cursor))
    plan.sites_without_store = without_store(plan, stores.values())
    return plan


def _carry_out(plan: RegisterPlan, files: RegisterFiles) -> None:
    _write_sites(plan)
    _write_stores(plan)
    initialised = plan.initialised_sites
    # They hold what belongs to them already; from now on every change is queued for them.
    for some in chunks(initialised):
        queues = [SiteQueue(site=site) for site in some]
        SiteQueue.objects.bulk_create(queues, ignore_conflicts=True)
    if files.old_max_cursor is not None and initialised:
        plan.moved_cursors = put_log_behind(files.old_max_cursor)


def _write_sites(plan: RegisterPlan) -> None:
    add_moved_sites(plan.new_sites)
    columns = {column for each in plan.changed_sites for column in each.columns}
    if columns:
        changed = [each.site for each in plan.changed_sites if each.site is not None]
        write_moved_sites(changed, columns)
    for each in plan.sites:
        if each.becomes_central and each.site is not None:
            tick_central_server(each.site, each.central_url, REASON)


def _write_stores(plan: RegisterPlan) -> None:
    added = [store for _, store in _stores_with(plan, Outcome.ADDED)]
    changed = list(_stores_with(plan, Outcome.CHANGED))
    add_moved_stores(added)
    columns = {column for names, _ in changed for column in names}
    if columns:
        write_moved_stores([store for _, store in changed], columns)
    for some in chunks([*added, *(store for _, store in changed)]):
        write_store_records(some)
    arrived = [each.store for each in plan.stores if each.arrives and each.store is not None]
    _queue_what_belongs_to(arrived)


def _stores_with(plan: RegisterPlan, outcome: Outcome) -> Iterator[tuple[list[str], Store]]:
    for each in plan.stores:
        if each.outcome is outcome and each.store is not None:
            yield each.columns, each.store


def _queue_what_belongs_to(stores: Sequence[Store]) -> None:
    """Sites that had their data from this portal get what belongs to stores that come to them."""
    for store in stores:
        queue_what_belongs_to(store)
