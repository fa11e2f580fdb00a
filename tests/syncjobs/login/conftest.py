"""Fixtures of the tests of logins."""

from importlib import import_module

import pytest
from argon2 import PasswordHasher


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """No test is told anything by what this process wrote or counted in the one before."""
    for module in ("sites.logins.counts", "sites.logins.recording"):
        import_module(module).forget_in_process()


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same kind of hash with as little work as it allows: these tests make hundreds."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("sites.credentials._hasher", quick)
