"""What was made to find the tests stays to their end, so that the collector need not look at it.

Finding thousands of tests costs nearly twice as much, and running them a tenth more, when every
collection goes through all of them again.
"""

import gc

import pytest

gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Collect only what the tests make from now on."""
    gc.freeze()
    gc.enable()
