"""Putting pushed records in their place, and queueing them for everybody else.

Pushes are integrated in the order in which they came, whole pushes in one transaction, so that
other sites see all of a push or nothing of it (protocol 10.3 rule 11). Small pushes of many sites
share a transaction. Running twice changes nothing: the batches go with what they become.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction

from syncjobs.exchange.accepting import accept_entries
from syncjobs.exchange.defects import is_defect
from syncjobs.exchange.entry import Entry, entries_of_batch, entry_of_set_aside
from syncjobs.exchange.set_aside import Refusal, SetAsideError, set_aside
from syncjobs.models import PushedBatch, SetAsideRecord
from syncjobs.querysets import PushedBatchQuerySet
from syncjobs.records.writing import lock_records

log = logging.getLogger(__name__)

# So many records of several sites share a transaction; so many are looked at together.
RECORDS_AT_ONCE = 2_000
BATCHES_AT_ONCE = 500
CHUNK = 1_024


def integrate_complete_pushes() -> int:
    """Integrates every push that is over; returns how many batches there were."""
    total = 0
    while site_ids := _next_sites():
        total += _integrate_sites(site_ids)
    return total


def integrate_pushes_of(site_id: int) -> int:
    """Integrates all that this site has pushed, also a push that it did not end."""
    PushedBatch.objects.filter(site_id=site_id).update(is_complete=True)
    return _integrate_sites([site_id])


@transaction.atomic
def integrate_set_aside(rows: Iterable[SetAsideRecord]) -> int:
    """Tries these records again; returns how many are accepted now.

    Those that are gone or discarded by now are left alone: a newer version came, or somebody
    decided. One with which the portal cannot cope stays where it is, and holds up none of the
    others.
    """
    lock_records()
    waiting = SetAsideRecord.objects.filter(
        pk__in=[row.pk for row in rows], discarded_at__isnull=True
    )
    entries = [entry_of_set_aside(row) for row in waiting.order_by("pk")]
    refused: set[int | None] = set()
    try:
        with transaction.atomic():
            # Among the refusals may be records that waited for one of these.
            refused |= {refusal.entry.set_aside_pk for refusal in accept_entries(entries)}
    except Exception as error:
        if not is_defect(error):
            raise
        log.exception("Records that were set aside met a defect together.")
        refused |= {refusal.entry.set_aside_pk for refusal in _accept_singly(entries)}
    return sum(entry.set_aside_pk not in refused for entry in entries)


def _next_sites() -> list[int]:
    """The sites whose complete pushes came first, as many as fit into a transaction."""
    batches = PushedBatch.objects.complete().values_list("site_id", "record_count")
    site_ids: dict[int, None] = {}
    records = 0
    for site_id, record_count in batches[:BATCHES_AT_ONCE]:
        if site_ids and records + record_count > RECORDS_AT_ONCE:
            break
        site_ids[site_id] = None
        records += record_count
    return list(site_ids)


def _integrate_sites(site_ids: Sequence[int]) -> int:
    """Integrates the complete pushes of these sites; a defect in one does not hold up the rest."""
    try:
        return _integrate_together(site_ids)
    except Exception as error:
        if not is_defect(error):
            raise
        log.exception("Pushes of the sites %s met a defect together.", site_ids)
    if len(site_ids) > 1:
        return sum(_integrate_sites([site_id]) for site_id in site_ids)
    return _integrate_singly(site_ids[0])


@transaction.atomic
def _integrate_together(site_ids: Sequence[int]) -> int:
    lock_records()
    batch_ids = _complete_now(site_ids)
    for entries in _chunks(_entries(batch_ids)):
        accept_entries(entries)
    return _delete(batch_ids)


@transaction.atomic
def _integrate_singly(site_id: int) -> int:
    """Integrates record by record, and sets aside what the portal cannot cope with."""
    lock_records()
    batch_ids = _complete_now([site_id])
    _accept_singly(_entries(batch_ids))
    return _delete(batch_ids)


def _accept_singly(entries: Iterable[Entry]) -> list[Refusal]:
    """Accepts the entries one by one; what the portal cannot cope with is set aside."""
    refusals: list[Refusal] = []
    for entry in entries:
        try:
            with transaction.atomic():
                refusals += accept_entries([entry])
        except Exception as error:
            if not is_defect(error):
                raise
            log.exception("A record of %s from site %s met a defect.", entry.key[0], entry.site_id)
            refusals.append(Refusal(entry, _defect()))
            set_aside(refusals[-1:])
    return refusals


def _complete_now(site_ids: Sequence[int]) -> list[int]:
    """The complete pushes of these sites, without any that is completed a moment later."""
    batches = PushedBatch.objects.complete().filter(site_id__in=site_ids)
    return list(batches.values_list("pk", flat=True))


def _entries(batch_ids: Sequence[int]) -> Iterator[Entry]:
    for batches in _parts(batch_ids):
        for batch in batches.iterator(chunk_size=1):
            yield from entries_of_batch(batch)


def _delete(batch_ids: Sequence[int]) -> int:
    return sum(batches.delete()[0] for batches in _parts(batch_ids))


def _parts(batch_ids: Sequence[int]) -> Iterator[PushedBatchQuerySet]:
    """The batches, so many at once as a statement can name."""
    for start in range(0, len(batch_ids), BATCHES_AT_ONCE):
        part = batch_ids[start : start + BATCHES_AT_ONCE]
        yield PushedBatch.objects.complete().filter(pk__in=part)


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _defect() -> SetAsideError:
    return SetAsideError(
        "internal_error",
        "The portal met a problem of its own with this record.",
        "The cause is in the worker's log; try the record again when it is repaired.",
    )
