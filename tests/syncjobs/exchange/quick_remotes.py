"""Sites that are registered quickly: two that sync, and one that has not asked for its data."""

import pytest

from sites.choices import InitialisationStatus
from tests.syncjobs.exchange.hostile import a_quick_remote
from tests.syncjobs.exchange.wire import Remote


@pytest.fixture
def one() -> Remote:
    return a_quick_remote("One")


@pytest.fixture
def two() -> Remote:
    return a_quick_remote("Two")


@pytest.fixture
def new() -> Remote:
    return a_quick_remote("New", InitialisationStatus.NEW)
