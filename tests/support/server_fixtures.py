"""Fixtures for the programs that run beside the tests. Each lives as long as the test run."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.support.environments import process_environment
from tests.support.servers import CeleryWorker, PortalServer, ValkeyServer


@pytest.fixture(scope="session")
def valkey_process() -> Iterator[ValkeyServer]:
    """The Valkey of this test process."""
    server = ValkeyServer(settings.DATA_DIR, process_environment(connection.settings_dict))
    server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def empty_valkey(valkey_process: ValkeyServer) -> Iterator[None]:
    """Nothing cached or queued by one test reaches the next."""
    yield
    if valkey_process.is_alive():
        valkey_process.empty()


@pytest.fixture
def valkey(valkey_process: ValkeyServer) -> Iterator[ValkeyServer]:
    """The Valkey of this test process, which the test may stop, kill and start."""
    yield valkey_process
    valkey_process.start()


@pytest.fixture(scope="session")
def portal_server_process(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, valkey_process: ValkeyServer
) -> Iterator[PortalServer]:
    """granian on the database of the tests."""
    environment = process_environment(connection.settings_dict)
    server = PortalServer(environment, settings.DATA_DIR / "web.out")
    with django_db_blocker.unblock():
        server.start()
    yield server
    server.stop()


@pytest.fixture
def portal_server(transactional_db: None, portal_server_process: PortalServer) -> PortalServer:
    """The web server as in production, which sees what the test commits."""
    portal_server_process.start()
    return portal_server_process


@pytest.fixture(scope="session")
def workers() -> dict[str, CeleryWorker]:
    """The workers of this test process by the fixtures that start them, running or not."""
    return {}


@pytest.fixture(scope="session")
def celery_worker_of_session(
    django_db_setup: None, valkey_process: ValkeyServer, workers: dict[str, CeleryWorker]
) -> Iterator[CeleryWorker]:
    """The Celery worker on the database of the tests, not yet started."""
    environment = process_environment(connection.settings_dict)
    worker = CeleryWorker(environment, settings.DATA_DIR / "worker.out")
    workers["celery_worker_process"] = worker
    yield worker
    worker.stop()


@pytest.fixture(scope="session")
def sync_worker_of_session(
    django_db_setup: None, valkey_process: ValkeyServer, workers: dict[str, CeleryWorker]
) -> Iterator[CeleryWorker]:
    """The worker of syncs at sites that answer, not yet started."""
    environment = process_environment(connection.settings_dict)
    worker = CeleryWorker(environment, settings.DATA_DIR / "syncs.out", "syncs")
    workers["sync_worker_process"] = worker
    yield worker
    worker.stop()


@pytest.fixture(autouse=True)
def no_worker_unasked(request: pytest.FixtureRequest, workers: dict[str, CeleryWorker]) -> None:
    """A worker that an earlier test started must not take the jobs of one that wants none."""
    for fixture, worker in workers.items():
        if fixture not in request.fixturenames and worker.is_alive():
            worker.stop()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, celery_worker_of_session: CeleryWorker
) -> CeleryWorker:
    """A running worker as in production, which the test may stop, kill and start."""
    celery_worker_of_session.start()
    return celery_worker_of_session


@pytest.fixture
def sync_worker_process(
    transactional_db: None, sync_worker_of_session: CeleryWorker
) -> CeleryWorker:
    """A running worker of syncs at sites that answer, and of nothing else."""
    sync_worker_of_session.start()
    return sync_worker_of_session
