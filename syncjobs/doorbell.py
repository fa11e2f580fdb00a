"""Ringing the workers: tasks get ids, are sent on commit, may run twice and may be lost."""

import logging
import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from syncjobs.choices import JobKind
from syncjobs.exchange.pushed_batches import batch_waits
from syncjobs.models import SyncJob

log = logging.getLogger(__name__)

RUN_JOB_TASK = "syncjobs.run_job"
RUN_SYNC_TASK = "syncjobs.run_sync"
# The Celery queues that the tasks of jobs are routed to; that of syncs has a worker of its own.
JOB_QUEUE = "jobs"
SYNC_QUEUE = "syncs"
SWEEP_TASK = "syncjobs.sweep"
INTEGRATE_TASK = "syncjobs.integrate"
DELIVER_TASK = "syncjobs.deliver_alert"
# After so long a bell for an alert is worth nothing: the sweep has rung again.
DELIVERY_BELL_SECONDS = 60.0
# A bell for pushes that got lost is made good by the next push of any site after so long.
PUSH_BELL_SECONDS = 1.0
# The batch for which this process rang last, and when.
_push_bell: tuple[int, float] = (0, float("-inf"))


def ring_on_commit(job_id: int) -> None:
    """Rings for one job once the present transaction is committed."""
    transaction.on_commit(lambda: ring([job_id]))


def ring_sweep_on_commit() -> None:
    """Asks a worker, on commit, to look for due jobs: for more jobs than one rings for singly."""
    transaction.on_commit(lambda: _send(SWEEP_TASK))


def ring_for_push_on_commit(batch_id: int) -> None:
    """Tells a worker, on commit, that the push to which this batch belongs is complete."""
    transaction.on_commit(partial(ring_for_push, batch_id))


def ring_for_push(batch_id: int) -> None:
    """Rings for a push that is stored, unless a bell that is still to be answered serves it too.

    While the batch waits for which this process rang last, whoever integrates that one will look
    for others afterwards, and find this push.
    """
    global _push_bell  # noqa: PLW0603
    rung_for, rung_at = _push_bell
    if time.monotonic() - rung_at < PUSH_BELL_SECONDS and batch_waits(rung_for):
        return
    if ring_integration():
        _push_bell = (batch_id, time.monotonic())


def ring_integration() -> bool:
    """Tells a worker that pushes are complete; the sweep does so again when it is not heard."""
    return _send(INTEGRATE_TASK)


def ring(job_ids: Sequence[int]) -> None:
    """Rings for these jobs. A broker that cannot be reached is logged: the sweep rings again."""
    # Before the message: a worker that is quick may already have cleared it for the next try.
    now = timezone.now()
    rung = SyncJob.objects.filter(pk__in=job_ids)
    rung.update(rung_at=now)
    syncs = set(rung.filter(kind=JobKind.SYNC).values_list("pk", flat=True))
    for position, job_id in enumerate(job_ids):
        if not _send(RUN_SYNC_TASK if job_id in syncs else RUN_JOB_TASK, job_id):
            not_rung = SyncJob.objects.filter(pk__in=job_ids[position:], rung_at=now)
            not_rung.update(rung_at=None)
            return


def ring_for_deliveries_on_commit(delivery_ids: Sequence[int]) -> None:
    """Tells workers, on commit, of alerts to deliver."""
    transaction.on_commit(partial(ring_for_deliveries, delivery_ids))


def ring_for_deliveries(delivery_ids: Sequence[int]) -> None:
    """Rings for these alerts; the sweep does so again when it is not heard."""
    for delivery_id in delivery_ids:
        if not _send(DELIVER_TASK, delivery_id, expires=DELIVERY_BELL_SECONDS):
            return


def waiting_bell_count(queue: str = JOB_QUEUE) -> int:
    """How many bells lie unheard in this Celery queue; 0 when the broker cannot be reached."""
    try:
        with current_app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            declared = channel.queue_declare(queue=queue, durable=True)
            return int(declared.message_count)
    except (OperationalError, RedisError, OSError):
        return 0


def _send(task: str, *arguments: int, expires: float | None = None) -> bool:
    try:
        current_app.send_task(task, args=arguments, expires=expires)
    except (OperationalError, RedisError, OSError):
        log.warning("The broker cannot be reached; the jobs wait in the database.")
        return False
    return True
