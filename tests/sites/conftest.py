"""Every test of the register begins as after a restart."""

import pytest

from sites.remembered_credentials import forget_in_process


@pytest.fixture(autouse=True)
def restarted() -> None:
    """Nothing is remembered by this process."""
    forget_in_process()
