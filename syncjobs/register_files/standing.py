"""What keeps an import of the register from being right, and what it does not carry over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sites.models import Store
from syncjobs.models import Record
from syncjobs.records.json_text import load_object
from syncjobs.register_files.plan import Outcome, RegisterPlan, SitePlan

# The home currency with which a new portal begins (the migration of starting records).
STARTING_CURRENCY: Final = {
    "rate": 1,
    "currency": "USD",
    "is_home_currency": True,
    "date_updated": "0000-00-00",
}
NO_MAX_CURSOR: Final = (
    "Sites of the file have their data from the old server, and ask for what comes after its last"
    " place in the central log. Name that with --old-max-cursor; docs/moving-over.md says where it"
    " is found."
)
NO_RECORDS: Final = (
    "The portal still has the home currency that it began with, and these sites have one from the"
    " old server; they need exactly one. Import the records of the old server first"
    " (manage.py import_records)."
)


def obstacles_of(plan: RegisterPlan, old_max_cursor: int | None) -> Iterator[str]:
    """Why nothing of the plan may be written, in sentences."""
    if not plan.initialised_sites:
        return
    if old_max_cursor is None:
        yield NO_MAX_CURSOR
    if _has_starting_currency():
        yield NO_RECORDS


def undrained(plan: RegisterPlan, frozen_at: datetime) -> list[SitePlan]:
    """The sites that have data of the old server and did not sync since it was frozen.

    What waits for them in its queue stays there.
    """
    return [
        each
        for each in _moved_with_data(plan)
        if not each.has_called and (each.last_sync_at is None or each.last_sync_at < frozen_at)
    ]


def without_store(plan: RegisterPlan, present: Iterable[Store]) -> list[SitePlan]:
    """The sites that would be refused at their first call, because no active store is on them.

    `present` are the stores of the register, with the new values of those that the plan changes.
    """
    planned = (each.store for each in plan.stores if each.store is not None)
    hosts = {store.site_id for store in (*present, *planned) if not store.disabled}
    return [
        each
        for each in plan.sites
        if each.site is not None and not each.site.is_disabled and each.site.pk not in hosts
    ]


def _moved_with_data(plan: RegisterPlan) -> Iterator[SitePlan]:
    for each in plan.sites:
        has_data = each.was_initialised and each.outcome is not Outcome.REFUSED
        if has_data and each.site is not None and not each.site.is_disabled:
            yield each


def _has_starting_currency() -> bool:
    currencies = Record.objects.filter(table_name="currency")
    if currencies.filter(is_deleted=True).exists():
        # It gave way to a country's own, which may be the US dollar as well.
        return False
    contents = (load_object(data) for data in currencies.values_list("data", flat=True))
    return any(
        {name: value for name, value in data.items() if name != "ID"} == STARTING_CURRENCY
        for data in contents
    )
