"""Alerts that reached nobody."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from syncjobs.choices import DeliveryStatus
from syncjobs.models import AlertDelivery

LOOKED_BACK: Final = timedelta(days=1)


def failed_delivery_count(now: datetime | None = None) -> int:
    """How many deliveries of alerts failed for good within the last day. One query."""
    since = (now or timezone.now()) - LOOKED_BACK
    failed = AlertDelivery.objects.filter(status=DeliveryStatus.FAILED, ended_at__gte=since)
    return failed.count()
