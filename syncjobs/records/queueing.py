"""Putting records into the queues of sites."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from sites.models import Site
from syncjobs.choices import QueuedAction
from syncjobs.models import QueuedRecord, SiteQueue
from syncjobs.records.audience import OPEN_STATUSES
from syncjobs.records.queue_rows import write_queue_rows
from syncjobs.records.record_state import RecordState
from syncjobs.records.tables import RANKS

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A record of this table that one site must get, or delete."""

    site_id: int
    record_pk: int
    table_name: str
    is_delete: bool


def queue_deliveries(deliveries: Iterable[Delivery]) -> None:
    """Queues them, parents before children and requisitions before shipments, deletes at the end.

    A delete takes what still waits of the record out of the site's queue: the site must not be
    given the content of a record that went to somebody else.
    """
    ordered = sorted(deliveries, key=_place_in_queue)
    if not ordered:
        return
    _take_out(delivery for delivery in ordered if delivery.is_delete)
    write_queue_rows([(each.site_id, each.record_pk, _action(each)) for each in ordered])
    for site_id, count in sorted(Counter(delivery.site_id for delivery in ordered).items()):
        lengthen(site_id, count)


def queue_for_every_site(record: RecordState, authors: set[int | None]) -> None:
    """Queues the record for all sites but its author, if it has only one."""
    sites = Site.objects.filter(initialisation_status__in=OPEN_STATUSES).order_by("pk")
    if len(authors) == 1:
        sites = sites.exclude(pk__in=[author for author in authors if author is not None])
    action = QueuedAction.DELETE if record.is_deleted else QueuedAction.UPDATE
    write_queue_rows([(pk, record.pk, action) for pk in sites.values_list("pk", flat=True)])
    SiteQueue.objects.filter(site__in=sites.order_by()).update(length=F("length") + 1)


def take_out_deletes(sites_of_record: Mapping[int, set[int]]) -> None:
    """Takes deletes of these records out of the queues of these sites, which wrote them again."""
    records_of_site: dict[int, set[int]] = {}
    for record_pk, site_ids in sites_of_record.items():
        for site_id in site_ids:
            records_of_site.setdefault(site_id, set()).add(record_pk)
    _take_out_rows(records_of_site, QueuedAction.DELETE)


def lock_queue(site_id: int) -> SiteQueue | None:
    """Keeps others from taking rows out of this queue until the transaction ends.

    Whoever takes rows out calls it first, so that no two wait for each other. None for a site that
    never asked for its data.
    """
    return SiteQueue.objects.select_for_update().filter(site_id=site_id).first()


def lengthen(site_id: int, count: int) -> None:
    """Counts `count` more rows in the site's queue, or fewer when it is negative."""
    SiteQueue.objects.filter(site_id=site_id).update(length=F("length") + count)


def _place_in_queue(delivery: Delivery) -> tuple[bool, int, int]:
    rank = RANKS[delivery.table_name]
    return delivery.is_delete, -rank if delivery.is_delete else rank, delivery.record_pk


def _action(delivery: Delivery) -> QueuedAction:
    return QueuedAction.DELETE if delivery.is_delete else QueuedAction.UPDATE


def _take_out(deletes: Iterable[Delivery]) -> None:
    records_of_site: dict[int, set[int]] = {}
    for delete in deletes:
        records_of_site.setdefault(delete.site_id, set()).add(delete.record_pk)
    _take_out_rows(records_of_site, QueuedAction.UPDATE)


def _take_out_rows(records_of_site: Mapping[int, set[int]], action: QueuedAction) -> None:
    if not records_of_site:
        return
    records_of_all = set[int]().union(*records_of_site.values())
    waiting = QueuedRecord.objects.filter(site_id__in=records_of_site, action=action)
    taken: dict[int, list[int]] = {}
    for part in _parts(sorted(records_of_all)):
        rows = waiting.filter(record_id__in=part).values_list("site_id", "record_id", "pk")
        for site_id, record_pk, pk in rows:
            if record_pk in records_of_site[site_id]:
                taken.setdefault(site_id, []).append(pk)
    for site_id, pks in sorted(taken.items()):
        lock_queue(site_id)
        for part in _parts(pks):
            count, _ = QueuedRecord.objects.filter(pk__in=part).delete()
            lengthen(site_id, -count)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids, so many at once as a statement can name."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
