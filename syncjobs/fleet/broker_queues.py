"""How many messages lie in each of Celery's queues, asked of the broker itself."""

import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

REMEMBERED_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class QueueLength:
    """So many messages lie in this queue."""

    name: str
    length: int


_remembered: tuple[float, list[QueueLength] | None] = (float("-inf"), None)
_lock = threading.Lock()


def queue_lengths() -> list[QueueLength] | None:
    """The queues with their lengths (at most 5 seconds old); None when the broker is away.

    A broker that hangs costs the seconds of its socket's limit, and only one caller at a time.
    """
    global _remembered  # noqa: PLW0603
    with _lock:
        asked_at, lengths = _remembered
        if time.monotonic() - asked_at > REMEMBERED_SECONDS:
            lengths = _ask()
            _remembered = (time.monotonic(), lengths)
    return lengths


def forget_queue_lengths() -> None:
    """Makes the next call ask again."""
    global _remembered  # noqa: PLW0603
    _remembered = (float("-inf"), None)


def _ask() -> list[QueueLength] | None:
    try:
        with current_app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            return [
                QueueLength(
                    name, int(channel.queue_declare(queue=name, durable=True).message_count)
                )
                for name in current_app.amqp.queues
            ]
    except (OperationalError, RedisError, OSError):
        return None


def _length(channel: Any, name: str) -> int:
    return int(channel.queue_declare(queue=name, durable=True).message_count)
