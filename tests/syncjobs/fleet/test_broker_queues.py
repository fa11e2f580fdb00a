"""How much lies in the broker."""

import os
import signal
from collections.abc import Iterator

import pytest
from celery import current_app

from syncjobs.doorbell import RUN_JOB_TASK
from syncjobs.fleet.broker_queues import forget_queue_lengths, queue_lengths
from tests.support.servers import ValkeyServer

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    forget_queue_lengths()
    yield
    forget_queue_lengths()


def lengths() -> dict[str, int]:
    return {queue.name: queue.length for queue in queue_lengths() or []}


def test_it_counts_every_queue(valkey: ValkeyServer) -> None:
    current_app.send_task(RUN_JOB_TASK, args=(1,))
    found = lengths()
    assert {"jobs", "ticks", "pushes"} <= found.keys()
    assert found["jobs"] == 1


def test_it_remembers_the_answer_for_a_while(valkey: ValkeyServer) -> None:
    assert lengths()["jobs"] == 0
    current_app.send_task(RUN_JOB_TASK, args=(1,))
    assert lengths()["jobs"] == 0


def test_it_knows_nothing_while_the_broker_is_away(valkey: ValkeyServer) -> None:
    valkey.stop()
    assert queue_lengths() is None


def test_it_knows_nothing_while_the_broker_hangs(valkey: ValkeyServer) -> None:
    os.kill(valkey.pid, signal.SIGSTOP)
    try:
        assert queue_lengths() is None
    finally:
        os.kill(valkey.pid, signal.SIGCONT)
