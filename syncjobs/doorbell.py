"""Ringing the workers: tasks get ids, are sent on commit, may run twice and may be lost."""

import logging
from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from syncjobs.models import SyncJob

log = logging.getLogger(__name__)

RUN_JOB_TASK = "syncjobs.run_job"
SWEEP_TASK = "syncjobs.sweep"
INTEGRATE_TASK = "syncjobs.integrate"


def ring_on_commit(job_id: int) -> None:
    """Rings for one job once the present transaction is committed."""
    transaction.on_commit(lambda: ring([job_id]))


def ring_sweep_on_commit() -> None:
    """Asks a worker, on commit, to look for due jobs: for more jobs than one rings for singly."""
    transaction.on_commit(lambda: _send(SWEEP_TASK))


def ring_integration_on_commit() -> None:
    """Tells a worker, on commit, that a push is complete."""
    transaction.on_commit(ring_integration)


def ring_integration() -> None:
    """Tells a worker that pushes are complete; the sweep does so again when it is not heard."""
    _send(INTEGRATE_TASK)


def ring(job_ids: Sequence[int]) -> None:
    """Rings for these jobs. A broker that cannot be reached is logged: the sweep rings again."""
    # Before the message: a worker that is quick may already have cleared it for the next try.
    now = timezone.now()
    SyncJob.objects.filter(pk__in=job_ids).update(rung_at=now)
    for position, job_id in enumerate(job_ids):
        if not _send(RUN_JOB_TASK, job_id):
            not_rung = SyncJob.objects.filter(pk__in=job_ids[position:], rung_at=now)
            not_rung.update(rung_at=None)
            return


def waiting_bell_count() -> int:
    """How many bells lie in the broker unheard; 0 when it cannot be reached."""
    try:
        with current_app.connection_for_read() as connection:
            queue = current_app.conf.task_default_queue
            channel: Any = connection.default_channel
            declared = channel.queue_declare(queue=queue, durable=True)
            return int(declared.message_count)
    except (OperationalError, RedisError, OSError):
        return 0


def _send(task: str, *arguments: int) -> bool:
    try:
        current_app.send_task(task, args=arguments)
    except (OperationalError, RedisError, OSError):
        log.warning("The broker cannot be reached; the jobs wait in the database.")
        return False
    return True
