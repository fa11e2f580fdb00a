"""The processes of this machine, as Linux shows them below /proc."""

import dataclasses
import os
from pathlib import Path

# The state and the parent stand behind the name, which is in brackets and may contain anything.
AFTER_NAME = ") "


@dataclasses.dataclass(frozen=True)
class Process:
    """One process; `started` tells it from a later one with the same id."""

    pid: int
    parent: int
    started: int
    command: str

    def is_alive(self) -> bool:
        """Whether it still runs."""
        present = read_process(self.pid)
        return present is not None and present.started == self.started


def read_process(pid: int) -> Process | None:
    """The process `pid`, or None when there is none, or it has ended and waits to be forgotten."""
    folder = Path("/proc") / str(pid)
    try:
        state, parent, *rest = (folder / "stat").read_text().rsplit(AFTER_NAME, 1)[1].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
    return None if state == "Z" else Process(pid, int(parent), int(rest[17]), command.strip())


def all_processes() -> list[Process]:
    """Every process that runs now."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [process for pid in pids if (process := read_process(pid))]


def descendants(pid: int) -> list[Process]:
    """The process `pid` and all that it started, directly or not."""
    table = all_processes()
    found = [process for process in table if process.pid == pid]
    for ancestor in found:
        found += [process for process in table if process.parent == ancestor.pid]
    return found


def processes_with(marker: str) -> list[Process]:
    """The processes whose environment or command line contains `marker`, this one left out."""
    wanted = marker.encode()
    return [
        process
        for process in all_processes()
        if process.pid != os.getpid()
        and (wanted in _environment(process.pid) or marker in process.command)
    ]


def _environment(pid: int) -> bytes:
    try:
        return (Path("/proc") / str(pid) / "environ").read_bytes()
    except OSError:
        return b""
