"""Schedules and alerts to look at."""

from datetime import time

from sites.models import Site
from syncjobs.alerts.deliveries import queue_test
from syncjobs.choices import ScheduledKind
from syncjobs.models import AlertChannel, AlertDelivery
from syncjobs.schedules.setting import set_schedule

ADDRESS = "https://hooks.example.org/services/s3cret"


def schedules_and_alerts(site: Site) -> None:
    """A site with two schedules, and a channel with a delivery of every state."""
    set_schedule([site.pk], ScheduledKind.SYNC, 60)
    set_schedule([site.pk], ScheduledKind.VERIFY, 1_440, time(22), time(4))
    AlertChannel.objects.create(name="Health desk", kind="email", address="desk@example.org")
    channel = AlertChannel.objects.create(name="Chat", kind="webhook", address=ADDRESS)
    error = "The webhook answered HTTP 500. Look at that service."
    for status in ("sent", "queued", "sending", "failed"):
        row = queue_test(channel)
        AlertDelivery.objects.filter(pk=row.pk).update(status=status, attempt=1, error=error)
