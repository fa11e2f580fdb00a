"""How much processor time programs have used, as Linux counts it below /proc."""

import os
from pathlib import Path

from tests.support.process_table import descendants

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Seconds of one core that the process `pid` and its living descendants have used."""
    return sum(_cpu_ticks(process.pid) for process in descendants(pid)) / _TICKS_PER_SECOND


def _cpu_ticks(pid: int) -> int:
    try:
        fields = (Path("/proc") / str(pid) / "stat").read_text().rsplit(") ", 1)[1].split()
    except OSError:
        return 0
    # Fields 14 to 17 of proc(5): user and system time, of the process and of its ended children.
    return sum(int(text) for text in fields[11:15])
