"""How much memory programs use, as Linux shows it below /proc."""

from pathlib import Path

from tests.support.process_table import descendants

KIB_PER_MIB = 1024


def resident_mib(pid: int) -> float:
    """The largest resident set of the process and its living descendants, in MiB."""
    return max(_status(process.pid, "VmRSS") for process in descendants(pid))


def own_resident_mib() -> float:
    """The resident set of this process, in MiB."""
    return _status("self", "VmRSS")


def own_peak_mib() -> float:
    """The largest resident set that this process had since `forget_peak`, in MiB."""
    return _status("self", "VmHWM")


def forget_peak() -> None:
    """Begins to look for the largest resident set anew."""
    Path("/proc/self/clear_refs").write_text("5")


def _status(pid: int | str, name: str) -> float:
    try:
        lines = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / KIB_PER_MIB for line in lines if line.startswith(name))
