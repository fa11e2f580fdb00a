"""Commands of manage.py, run in a process of their own."""

import subprocess
import sys

from django.db import connection

from portal.environment import BASE_DIR
from tests.support.environments import process_environment


def manage(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """What `manage.py` prints and its exit status, on the database of the tests."""
    return subprocess.run(  # noqa: S603 - the tests' own commands
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=process_environment(connection.settings_dict) | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
