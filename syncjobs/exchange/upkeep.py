"""What a tick of the schedule does for the exchange, so that nothing waits for ever."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from sites.choices import InitialisationStatus
from syncjobs.doorbell import ring_integration
from syncjobs.models import PushedBatch, SetAsideRecord, SiteQueue
from syncjobs.records.belonging import records_of_central_server
from syncjobs.records.filling import fill_queue


def complete_silent_pushes() -> int:
    """Ends pushes whose site was silent for PUSH_SILENCE_SECONDS; returns how many batches.

    A site that comes back goes on where it was; one that never does must not take what it has sent
    with it.
    """
    silent_since = timezone.now() - timedelta(seconds=settings.PUSH_SILENCE_SECONDS)
    unfinished = PushedBatch.objects.filter(is_complete=False)
    heard = unfinished.filter(received_at__gte=silent_since).values("site")
    silent = unfinished.filter(received_at__lt=silent_since).exclude(site__in=heard)
    return silent.update(is_complete=True)


def ring_for_pushes() -> bool:
    """Rings when a push waits to be integrated, whose bell was not heard; whether there is one."""
    waits = PushedBatch.objects.complete().exists()
    if waits:
        ring_integration()
    return waits


def queue_patients_for_central_server() -> int:
    """Queues all patients for a site that became the Open mSupply central server; returns how many.

    One that is initialised afterwards gets them then (protocol 10.3 rule 12). One that was it
    before gets all of them again: of those that came meanwhile it was not told.
    """
    of_earlier_ones = SiteQueue.objects.filter(
        site__is_open_msupply_central=False, has_all_patients=True
    )
    of_earlier_ones.update(has_all_patients=False)
    missing = SiteQueue.objects.filter(
        site__is_open_msupply_central=True,
        site__initialisation_status=InitialisationStatus.COMPLETED,
        has_all_patients=False,
    ).select_related("site")
    queue = missing.first()
    if queue is None:
        return 0
    count = fill_queue(queue.site_id, records_of_central_server(queue.site), _unwatched)
    SiteQueue.objects.filter(pk=queue.pk).update(has_all_patients=True)
    return count


def prune_discarded() -> int:
    """Deletes what was discarded more than JOB_RETENTION_DAYS ago; returns how many records."""
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    return SetAsideRecord.objects.filter(discarded_at__lt=limit).delete()[0]


def _unwatched(count: int) -> None:
    """Nobody watches how far it is."""
