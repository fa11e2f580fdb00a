"""Every test of the register begins as after a restart."""

import pytest

from sites import claim_throttle, remembered_credentials


@pytest.fixture(autouse=True)
def restarted() -> None:
    """Nothing is remembered by this process."""
    remembered_credentials.forget_in_process()
    claim_throttle.forget_in_process()
