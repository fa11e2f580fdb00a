"""Accepting some pushed records together: what may be is published, the rest is set aside."""

from collections.abc import Iterable, Sequence

from syncjobs.exchange.entry import Entry, entry_of_set_aside
from syncjobs.exchange.judging import Bench
from syncjobs.exchange.set_aside import Refusal, SetAsideError, drop_superseded, set_aside
from syncjobs.models import SetAsideRecord
from syncjobs.records.change import Key
from syncjobs.records.publishing import publish
from syncjobs.records.workspace import Workspace

Accepted = set[tuple[int, Key]]


def accept_entries(entries: Sequence[Entry]) -> list[Refusal]:
    """Makes the changes of these entries, in their order; returns those that are set aside.

    What was set aside because it waited for one of these records is tried again. The caller holds
    the lock of `syncjobs.records.writing`.
    """
    bench = Bench(Workspace())
    bench.load(entries)
    accepted: Accepted = set()
    refusals = _accept(bench, entries, accepted)
    followers = [entry_of_set_aside(row) for row in _waiting_for(accepted)]
    bench.load(followers)
    # Again, because a record may have come before the one that it needs.
    refusals += _accept(bench, followers, accepted)
    while refusals:
        still = _accept(bench, [refusal.entry for refusal in refusals], accepted)
        if len(still) == len(refusals):
            break
        refusals = still
    publish(bench.workspace)
    drop_superseded(accepted)
    set_aside(refusals)
    return refusals


def _accept(bench: Bench, entries: Iterable[Entry], accepted: Accepted) -> list[Refusal]:
    """Tries the entries in their order; the refusals that no later version has made good."""
    refusals: list[Refusal] = []
    for entry in entries:
        if entry.set_aside_pk is not None and (entry.site_id, entry.key) in accepted:
            continue
        try:
            bench.accept(entry)
        except SetAsideError as error:
            refusals.append(Refusal(entry, error))
        else:
            accepted.add((entry.site_id, entry.key))
    return [each for each in refusals if (each.entry.site_id, each.entry.key) not in accepted]


def _waiting_for(accepted: Accepted) -> list[SetAsideRecord]:
    """What the same sites pushed earlier and what had to wait for one of these records."""
    rows = SetAsideRecord.objects.filter(
        discarded_at__isnull=True,
        site_id__in={site_id for site_id, _ in accepted},
        waits_for__in={record_id for _, (_, record_id) in accepted},
    ).exclude(waits_for="")
    return list(rows.order_by("pk"))
