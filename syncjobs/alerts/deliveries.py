"""Deliveries of alerts as rows: queued, claimed by one try, ended, freed and tried again."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from syncjobs.alerts.errors import DeliveryError, DeliveryStateError
from syncjobs.alerts.messages import Message, trial_message
from syncjobs.choices import DeliveryStatus
from syncjobs.doorbell import ring_for_deliveries, ring_for_deliveries_on_commit
from syncjobs.models import AlertChannel, AlertDelivery

# After the first try, the second one, and so on; there is one try more than there are pauses.
PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
# Longer than any try can take.
SILENCE: Final = timedelta(minutes=5)
# A fresh delivery has its own bell.
RING_AFTER: Final = timedelta(seconds=10)
AT_ONCE: Final = 100
WORKER_LOST: Final = DeliveryError("The worker that sent it was lost.")


def queue_message(message: Message, channels: Iterable[AlertChannel]) -> list[AlertDelivery]:
    """Queues the message for each of the channels, and rings for it on commit."""
    now = timezone.now()
    rows = [
        AlertDelivery(
            channel=channel,
            subject=message.subject,
            text=message.text,
            payload=message.payload,
            not_before=now,
        )
        for channel in channels
    ]
    AlertDelivery.objects.bulk_create(rows)
    ring_for_deliveries_on_commit([row.pk for row in rows])
    return rows


def queue_test(channel: AlertChannel) -> AlertDelivery:
    """Queues a test for the channel, also for one that is off."""
    return queue_message(trial_message(channel.name, timezone.now()), [channel])[0]


def claim(delivery_id: int) -> AlertDelivery | None:
    """Takes a due delivery for one try; None when it is not due, or another one took it."""
    now = timezone.now()
    due = _due(now).filter(pk=delivery_id)
    if not due.update(status=DeliveryStatus.SENDING, attempt=F("attempt") + 1, began_at=now):
        return None
    return AlertDelivery.objects.select_related("channel").filter(pk=delivery_id).first()


def end_sent(delivery: AlertDelivery) -> bool:
    """The try reached the channel; False when the delivery is not this try's any more."""
    sent = {"status": DeliveryStatus.SENT, "ended_at": timezone.now(), "error": ""}
    return bool(_own(delivery.pk, delivery.attempt).update(**sent))


def end_failed(delivery_id: int, attempt: int, error: DeliveryError) -> bool:
    """The try failed: it is put off, or failed for good when no try is left or none would help."""
    now = timezone.now()
    row = _own(delivery_id, attempt)
    if error.may_pass and attempt <= len(PAUSES):
        later = now + PAUSES[attempt - 1]
        put_off = {"status": DeliveryStatus.QUEUED, "not_before": later, "error": str(error)}
        return bool(row.update(**put_off))
    return bool(row.update(status=DeliveryStatus.FAILED, ended_at=now, error=str(error)))


def try_again(delivery_id: int) -> None:
    """Gives a failed delivery one more try, and one that pauses its next try at once.

    Raises DeliveryStateError while it is on its way, or once it was sent.
    """
    row = AlertDelivery.objects.filter(pk=delivery_id)
    waits = row.filter(status__in=(DeliveryStatus.FAILED, DeliveryStatus.QUEUED))
    now = timezone.now()
    if not waits.update(status=DeliveryStatus.QUEUED, not_before=now, ended_at=None):
        raise DeliveryStateError("It is being sent, or was sent already.", "Reload its page.")
    ring_for_deliveries_on_commit([delivery_id])


def free_silent_deliveries() -> int:
    """Frees deliveries whose worker died, so that they are tried again; returns how many."""
    limit = timezone.now() - max(SILENCE, timedelta(seconds=settings.JOB_SILENCE_SECONDS))
    silent = AlertDelivery.objects.filter(status=DeliveryStatus.SENDING, began_at__lt=limit)
    rows = silent.values_list("pk", "attempt")[:AT_ONCE]
    return sum(end_failed(pk, attempt, WORKER_LOST) for pk, attempt in rows)


def ring_due_deliveries() -> int:
    """Rings for due deliveries whose bell was not heard; returns for how many."""
    due = _due(timezone.now() - RING_AFTER).order_by("not_before")
    ids = list(due.values_list("pk", flat=True)[:AT_ONCE])
    ring_for_deliveries(ids)
    return len(ids)


def prune_deliveries() -> int:
    """Deletes deliveries that ended more than JOB_RETENTION_DAYS ago; returns how many."""
    limit = timezone.now() - timedelta(days=settings.JOB_RETENTION_DAYS)
    return AlertDelivery.objects.filter(ended_at__lt=limit).delete()[0]


def _due(now: datetime) -> QuerySet[AlertDelivery]:
    return AlertDelivery.objects.filter(status=DeliveryStatus.QUEUED, not_before__lte=now)


def _own(delivery_id: int, attempt: int) -> QuerySet[AlertDelivery]:
    """The row, as long as it is this try's."""
    return AlertDelivery.objects.filter(
        pk=delivery_id, status=DeliveryStatus.SENDING, attempt=attempt
    )
