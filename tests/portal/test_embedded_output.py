"""supervisord opens standard output again, which is not possible everywhere."""

import socket
import subprocess
import sys

import pytest

from portal.environment import BASE_DIR

pytestmark = pytest.mark.any_database

PROGRAM = """
from pathlib import Path
from portal.embedded.output import share_standard_output
share_standard_output()
Path("/dev/fd/1").write_text("carried")
"""


def test_it_carries_on_what_is_written_to_an_output_that_cannot_be_opened_again() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        command = [sys.executable, "-c", PROGRAM]
        subprocess.run(command, cwd=BASE_DIR, stdout=theirs.fileno(), check=True)  # noqa: S603 - as above
        assert ours.recv(100) == b"carried"


def test_it_leaves_a_pipe_as_it_is() -> None:
    command = [sys.executable, "-c", PROGRAM]
    assert subprocess.check_output(command, cwd=BASE_DIR) == b"carried"  # noqa: S603 - as above
