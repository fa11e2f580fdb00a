"""Is anybody there to do the work? Asked of the workers themselves, through the broker."""

import threading
import time
from dataclasses import dataclass

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from syncjobs.choices import JobStatus
from syncjobs.models import SyncJob

PATIENCE_SECONDS = 1.0
REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What an administrator must know when jobs do not move."""

    broker_answers: bool
    worker_answers: bool
    waiting_job_count: int

    @property
    def is_well(self) -> bool:
        """Whether jobs are being worked on."""
        return self.broker_answers and self.worker_answers


_remembered: tuple[float, bool, bool] = (float("-inf"), False, False)
_lock = threading.Lock()


def worker_state() -> WorkerState:
    """The state of broker and workers (at most 5 seconds old) and the number of waiting jobs.

    When nobody answers it takes up to a second, but only one caller at a time pays that.
    """
    broker_answers, worker_answers = _ping_if_forgotten()
    waiting = SyncJob.objects.filter(status=JobStatus.QUEUED).count()
    return WorkerState(broker_answers, worker_answers, waiting)


def forget_worker_state() -> None:
    """Makes the next call ask again."""
    global _remembered  # noqa: PLW0603
    _remembered = (float("-inf"), False, False)


def _ping_if_forgotten() -> tuple[bool, bool]:
    global _remembered  # noqa: PLW0603
    with _lock:
        asked_at, *answers = _remembered
        if time.monotonic() - asked_at > REMEMBERED_SECONDS:
            answers = list(_ping())
            _remembered = (time.monotonic(), answers[0], answers[1])
    return answers[0], answers[1]


def _ping() -> tuple[bool, bool]:
    try:
        replies = current_app.control.ping(timeout=PATIENCE_SECONDS, limit=1)
    except (OperationalError, RedisError, OSError):
        return False, False
    return True, bool(replies)
