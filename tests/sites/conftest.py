"""Every test of the register begins as after a restart."""

from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def restarted() -> None:
    """Nothing is remembered by this process."""
    # Imported when Django is set up: pytest reads this file before it knows the database.
    for name in ("sites.remembered_credentials", "sites.claim_throttle"):
        import_module(name).forget_in_process()
