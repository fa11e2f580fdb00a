"""Scripts that call the REST API."""

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from tests.support.people import ADMINISTRATORS, VIEWERS

if TYPE_CHECKING:
    from tests.syncjobs.rest.calls import Script


def script_of(name: str, role: str) -> "Script":
    # Modules are named, not imported: pytest reads fixtures before Django reads its models.
    made: Script = import_module("tests.syncjobs.rest.calls").script_of(name, role)
    return made


@pytest.fixture(autouse=True)
def nothing_is_counted() -> None:
    """No test is refused because of the calls of those before it."""
    cache.clear()


@pytest.fixture
def script(db: None) -> "Script":
    """A script of a site administrator, with a token for everything."""
    return script_of("Alice's script", ADMINISTRATORS)


@pytest.fixture
def viewing_script(db: None) -> "Script":
    """A script of somebody who may look at everything, with a token for everything."""
    return script_of("Victor's script", VIEWERS)
