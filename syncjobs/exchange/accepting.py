"""Accepting some pushed records together: what may be is published, the rest is set aside."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.db.models import F

from syncjobs.exchange.entry import Entry, entry_of_set_aside
from syncjobs.exchange.judging import NEEDED_TABLES, Bench
from syncjobs.exchange.set_aside import Refusal, SetAsideError, drop_superseded, set_aside
from syncjobs.models import SetAsideRecord
from syncjobs.records.change import Key
from syncjobs.records.one_of import OneOf
from syncjobs.records.publishing import publish
from syncjobs.records.workspace import Workspace

# A record, as one site's.
Who = tuple[int, Key]

# A header may have come after any number of its lines.
FOLLOWERS_AT_ONCE: Final = 1_000


def accept_entries(entries: Sequence[Entry]) -> list[Refusal]:
    """Makes the changes of these entries, in their order; returns those that are set aside.

    What was set aside because it waited for one of these records is tried again. The caller holds
    the lock of `syncjobs.records.writing`.
    """
    bench = Bench(Workspace())
    trial = _Trial(bench, entries)
    # Again, because a record may have come before the one that it needs.
    while trial.goes_on():
        pass
    publish(bench.workspace)
    drop_superseded(trial.accepted)
    refusals = list(trial.refusals.values())
    set_aside(refusals)
    come = {(site_id, key) for site_id, key in trial.accepted if bench.workspace.present(key)}
    for followers in _followers(come):
        refusals += accept_entries(followers)
    return refusals


class _Trial:
    """Entries by their place in the order: those that wait, why they were refused so far, and the
    newest accepted one of each record.
    """

    def __init__(self, bench: Bench, entries: Sequence[Entry]) -> None:
        bench.load(entries)
        self.refusals: dict[int, Refusal] = {}
        self.accepted: dict[Who, int] = {}
        self._bench = bench
        self._waiting = dict(enumerate(entries))

    def goes_on(self) -> bool:
        """Tries what waits, in its order; False when that changed nothing."""
        if not self._waiting:
            return False
        before = len(self._waiting)
        self.refusals = {}
        for place, entry in self._waiting.items():
            try:
                self._bench.accept(entry)
            except SetAsideError as error:
                self.refusals[place] = Refusal(entry, error)
            else:
                self.accepted[entry.site_id, entry.key] = place
        # A later version that is accepted makes up for an earlier one that is not.
        self.refusals = {
            place: refusal
            for place, refusal in self.refusals.items()
            if place > self.accepted.get((refusal.entry.site_id, refusal.entry.key), -1)
        }
        self._waiting = {place: refusal.entry for place, refusal in self.refusals.items()}
        return len(self._waiting) < before


def _followers(come: Collection[Who]) -> Iterator[list[Entry]]:
    """What the same sites pushed earlier, and what had to wait for these records; in parts."""
    tables = {table for _, (table, _) in come}
    waiting_tables = {name: needed for name, needed in NEEDED_TABLES.items() if needed in tables}
    if not waiting_tables:
        return
    rows = SetAsideRecord.objects.filter(
        OneOf(F("waits_for"), {record_id for _, (_, record_id) in come}),
        discarded_at__isnull=True,
        site_id__in={site_id for site_id, _ in come},
        table_name__in=waiting_tables,
    ).exclude(waits_for="")
    places = list(rows.order_by("pk").values_list("pk", "site_id", "table_name", "waits_for"))
    pks = [
        pk
        for pk, site_id, table_name, waits_for in places
        if (site_id, (waiting_tables[table_name], waits_for)) in come
    ]
    for start in range(0, len(pks), FOLLOWERS_AT_ONCE):
        part = SetAsideRecord.objects.filter(pk__in=pks[start : start + FOLLOWERS_AT_ONCE])
        yield [entry_of_set_aside(row) for row in part.order_by("pk")]
