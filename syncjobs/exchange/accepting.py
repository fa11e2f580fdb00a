"""Accepting some pushed records together: what may be is published, the rest is set aside."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from syncjobs.exchange.entry import Entry, entry_of_set_aside
from syncjobs.exchange.judging import Bench
from syncjobs.exchange.set_aside import Refusal, SetAsideError, drop_superseded, set_aside
from syncjobs.models import SetAsideRecord
from syncjobs.records.change import Key
from syncjobs.records.publishing import publish
from syncjobs.records.workspace import Workspace

# A record, as one site's.
Who = tuple[int, Key]


def accept_entries(entries: Sequence[Entry]) -> list[Refusal]:
    """Makes the changes of these entries, in their order; returns those that are set aside.

    What was set aside because it waited for one of these records is tried again. The caller holds
    the lock of `syncjobs.records.writing`.
    """
    bench = Bench(Workspace())
    trial = _Trial(bench)
    trial.add(entries)
    # Again, because a record may have come before the one that it needs.
    while trial.goes_on():
        trial.add(trial.followers())
    publish(bench.workspace)
    drop_superseded(trial.accepted)
    refusals = list(trial.refusals.values())
    set_aside(refusals)
    return refusals


@dataclass(slots=True)
class _Trial:
    """Entries by their place in the order: those that wait, why they were refused so far, and the
    newest accepted one of each record.
    """

    bench: Bench
    waiting: dict[int, Entry] = field(default_factory=dict)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    accepted: dict[Who, int] = field(default_factory=dict)
    _known: set[Who] = field(default_factory=set)
    _count: int = 0

    def add(self, entries: Sequence[Entry]) -> None:
        """Has these entries tried as well."""
        if not entries:
            return
        self.bench.load(entries)
        self.waiting |= dict(enumerate(entries, self._count))
        self._known |= {(entry.site_id, entry.key) for entry in entries}
        self._count += len(entries)

    def goes_on(self) -> bool:
        """Tries what waits, in its order; False when that changed nothing."""
        if not self.waiting:
            return False
        before = len(self.waiting)
        self.refusals = {}
        for place, entry in self.waiting.items():
            try:
                self.bench.accept(entry)
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
        self.waiting = {place: refusal.entry for place, refusal in self.refusals.items()}
        return len(self.waiting) < before

    def followers(self) -> list[Entry]:
        """What the same sites pushed earlier, of other records, and what had to wait for these."""
        come = {(site_id, record_id) for site_id, (_, record_id) in self.accepted}
        entries = [
            entry_of_set_aside(row)
            for row in _waiting_for(come)
            if (row.site_id, row.waits_for) in come
        ]
        return [entry for entry in entries if (entry.site_id, entry.key) not in self._known]


def _waiting_for(come: Collection[tuple[int, str]]) -> Iterable[SetAsideRecord]:
    rows = SetAsideRecord.objects.filter(
        discarded_at__isnull=True,
        site_id__in={site_id for site_id, _ in come},
        waits_for__in={record_id for _, record_id in come},
    ).exclude(waits_for="")
    return rows.order_by("pk")
