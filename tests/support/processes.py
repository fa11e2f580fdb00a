"""A program that runs beside the tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from portal.embedded.leash import PARENT_VARIABLE
from portal.environment import BASE_DIR

LEASH = (sys.executable, "-I", str(BASE_DIR / "portal" / "embedded" / "leash.py"))


class BackgroundProcess:
    """A program with an environment of its own, in a process group of its own.

    It ends with the test run at the latest, even when that is killed. What it prints is kept in
    the file `log`.
    """

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command = command
        self.environment = environment
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program unless it runs already."""
        if self.is_alive():
            return
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the tests' own commands
                [*LEASH, *without_leash(self.command)],
                cwd=BASE_DIR,
                env={**self.environment, PARENT_VARIABLE: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self, seconds: float = 15) -> int | None:
        """End the program as its supervisor would, by SIGTERM; return its exit status.

        The whole group is killed when that takes longer than `seconds`.
        """
        if self._process is None:
            return None
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            self._signal(signal.SIGKILL)
        return self._process.wait(10)

    def kill(self) -> None:
        """End the program and its children at once, as a power cut would."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait(10)

    def is_alive(self) -> bool:
        """Whether the program runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id of the program; it must have been started."""
        assert self._process is not None
        return self._process.pid

    def output(self) -> str:
        """All that the program has printed, errors included."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return


def without_leash(command: list[str]) -> list[str]:
    """`command` itself, when it begins with the leash that is put before it anyway."""
    if tuple(command[: len(LEASH)]) == LEASH:
        return command[len(LEASH) :]
    return command
