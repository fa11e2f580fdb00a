"""Is anybody there to do the work?"""

from collections.abc import Iterator

import pytest

from syncjobs.worker_state import WorkerState, forget_worker_state, worker_state
from tests.support.servers import CeleryWorker, ValkeyServer
from tests.support.waiting import wait_for
from tests.syncjobs.far_side import a_job, a_site

START_SECONDS = 30.0


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    forget_worker_state()
    yield
    forget_worker_state()


def asked_again() -> WorkerState:
    forget_worker_state()
    return worker_state()


def test_it_is_well_while_a_worker_listens(celery_worker_process: CeleryWorker) -> None:
    wait_for(lambda: asked_again().is_well, START_SECONDS, "An answer of the worker")


def test_it_says_that_no_worker_answers(celery_worker_process: CeleryWorker) -> None:
    celery_worker_process.stop()
    state = worker_state()
    assert (state.broker_answers, state.worker_answers, state.is_well) == (True, False, False)


@pytest.mark.django_db
def test_it_says_that_the_broker_is_away(valkey: ValkeyServer) -> None:
    valkey.stop()
    state = worker_state()
    assert (state.broker_answers, state.worker_answers, state.is_well) == (False, False, False)


def test_it_is_well_again_after_the_broker_was_away(
    celery_worker_process: CeleryWorker, valkey: ValkeyServer
) -> None:
    wait_for(lambda: asked_again().is_well, START_SECONDS, "An answer of the worker")
    valkey.stop()
    assert not asked_again().broker_answers
    valkey.start()
    wait_for(lambda: asked_again().is_well, START_SECONDS, "The worker's return")


@pytest.mark.django_db
def test_it_counts_the_jobs_that_wait(valkey: ValkeyServer) -> None:
    valkey.stop()
    a_job(a_site())
    assert worker_state().waiting_job_count == 1


@pytest.mark.django_db
def test_it_remembers_the_answer_for_a_while(valkey: ValkeyServer) -> None:
    valkey.stop()
    assert not worker_state().broker_answers
    valkey.start()
    assert not worker_state().broker_answers
    assert asked_again().broker_answers
