"""Fixtures of the tests of logins."""

from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """No test is told anything by what this process wrote or counted in the one before."""
    for module in ("sites.logins.counts", "sites.logins.recording"):
        import_module(module).forget_in_process()
