"""Who opens the admin in these tests."""

import pytest
from django.test import Client

from tests.support.people import ADMINISTRATORS, VIEWERS, client_of


@pytest.fixture
def known_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a worker answers is asked once: without one, each answer takes a second."""
    monkeypatch.setattr("syncjobs.worker_state.REMEMBERED_SECONDS", 3_600)


@pytest.fixture
def administrator(db: None, known_workers: None) -> Client:
    """The browser of a site administrator."""
    return client_of("Alice", ADMINISTRATORS)


@pytest.fixture
def viewer(db: None, known_workers: None) -> Client:
    """The browser of somebody who may look at everything."""
    return client_of("Victor", VIEWERS)
