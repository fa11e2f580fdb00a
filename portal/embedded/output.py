"""Standard output as supervisord needs it: it opens it once more for each program."""

import fcntl
import os
import subprocess

STANDARD_OUTPUT = 1


def share_standard_output() -> None:
    """Make standard output something that can be opened again, and that nobody overwrites.

    After `su` the terminal belongs to another user, and under a service manager the output is a
    socket: neither can be opened again. A pipe can, and `cat` carries it on.
    """
    flags = fcntl.fcntl(STANDARD_OUTPUT, fcntl.F_GETFL)
    # Each opening of a file writes at a place of its own, but for this flag.
    fcntl.fcntl(STANDARD_OUTPUT, fcntl.F_SETFL, flags | os.O_APPEND)
    if _opens_again():
        return
    # A session of its own, because Ctrl-C must not cut off the last lines.
    carrier = subprocess.Popen(
        ["cat"],  # noqa: S607 - it may be anywhere
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert carrier.stdin is not None  # noqa: S101 - a pipe was asked for
    os.dup2(carrier.stdin.fileno(), STANDARD_OUTPUT)
    os.set_inheritable(STANDARD_OUTPUT, True)  # noqa: FBT003 - the meaning is in the name
    carrier.stdin.close()


def _opens_again() -> bool:
    try:
        descriptor = os.open(f"/dev/fd/{STANDARD_OUTPUT}", os.O_WRONLY | os.O_APPEND)
    except OSError:
        return False
    os.close(descriptor)
    return True
