"""Ties a process to its parent: it ends when the parent ends, even after a `kill -9`.

As a program, `python leash.py COMMAND…`, it becomes COMMAND, tied to the process that started it.
It is run by its path and imports nothing of the portal, so that it costs milliseconds.
"""

import ctypes
import os
import signal
import sys

# From Linux's <sys/prctl.h>.
PR_SET_PDEATHSIG = 1

# Names the process that must still be alive. Without it, a parent that ends between starting the
# command and the command's first line goes unnoticed.
PARENT_VARIABLE = "PORTAL_LEASH_PARENT"


def tie_to_parent(number: signal.Signals, parent: int) -> None:
    """Ask the kernel to send this process the signal `number` when the process `parent` ends.

    When it has ended already, this process ends with exit status 1. Only Linux can do this;
    elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)


def main() -> None:
    """Become the command given as arguments, which SIGKILL ends together with its parent."""
    parent = int(os.environ.get(PARENT_VARIABLE) or os.getppid())
    tie_to_parent(signal.SIGKILL, parent)
    command = sys.argv[1:]
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the given command is its purpose
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}.")


if __name__ == "__main__":
    main()
